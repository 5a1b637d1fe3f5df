# The connector: `docker build .`. With the Snowflake driver: `docker build --target full .`
# The base can be any Debian image with Node 24, the user `node` (1000:1000) and a shell.
ARG BASE=node:24-slim

FROM ${BASE} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
# Bundling needs no install scripts, so they are disabled.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run bundle

# The driver and its dependencies, in the versions of the lock file, without source maps and type declarations (half of the
# size). Everything else is in the bundle.
FROM build AS driver
RUN rm -rf node_modules \
    && npm pkg delete dependencies devDependencies \
    && npm install --omit=dev --ignore-scripts --no-audit --no-fund \
    && find node_modules '(' -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' ')' -delete

FROM ${BASE} AS runtime
# Airbyte expects a user `airbyte` and runs everything with user id 1000, which is `node` in the base image.
RUN usermod --login airbyte --home /home/airbyte --move-home node \
    && groupmod --new-name airbyte node \
    && install --directory --owner=airbyte --group=airbyte /airbyte
WORKDIR /airbyte
COPY --from=build /build/package.json /build/spec.json ./
COPY --from=build /build/dist/bundle dist/bundle
ENV NODE_ENV=production
# Airbyte runs AIRBYTE_ENTRYPOINT from another directory, so it equals ENTRYPOINT with absolute paths.
# The heap uses this share of the memory limit. A Node that does not know the option refuses to start.
ENV AIRBYTE_ENTRYPOINT="/usr/local/bin/node --max-old-space-size-percentage=60 /airbyte/dist/bundle/cli.mjs"
ENTRYPOINT ["/usr/local/bin/node", "--max-old-space-size-percentage=60", "/airbyte/dist/bundle/cli.mjs"]
LABEL io.airbyte.name="destination-customer-io" \
      io.airbyte.version="0.1.0" \
      org.opencontainers.image.title="destination-customer-io" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.description="Airbyte destination that delivers warehouse rows to Customer.io" \
      org.opencontainers.image.licenses="MIT"

FROM runtime AS full
COPY --from=driver /build/node_modules node_modules
USER 1000:1000

# `docker build .` builds the last stage.
FROM runtime AS connector
USER 1000:1000
