# The connector: `docker build .`; with the warehouse's driver as well: `docker build --target full .`
# Any image with Node 24 on Debian, its user `node` (1000:1000) and a shell will do as the base.
ARG BASE=node:24-slim

FROM ${BASE} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
# No install script is needed to bundle, so none runs.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run bundle

# The driver and what it needs, in the versions of the lock file and without what only compilers and debuggers read
# (half of it); everything else is in the bundle.
FROM build AS driver
RUN rm -rf node_modules \
    && npm pkg delete dependencies devDependencies \
    && npm install --omit=dev --ignore-scripts --no-audit --no-fund \
    && find node_modules '(' -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' ')' -delete

FROM ${BASE} AS runtime
# Airbyte expects a user `airbyte`; user id 1000, which it runs everything as, is the base's `node`.
RUN usermod --login airbyte --home /home/airbyte --move-home node \
    && groupmod --new-name airbyte node \
    && install --directory --owner=airbyte --group=airbyte /airbyte
WORKDIR /airbyte
COPY --from=build /build/package.json /build/spec.json ./
COPY --from=build /build/dist/bundle dist/bundle
ENV NODE_ENV=production
# The platform starts what AIRBYTE_ENTRYPOINT says, from a folder of its own: the same as ENTRYPOINT, in absolute paths.
# The heap takes this share of the container's memory limit; Node refuses to start where it does not know the option.
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

# The last stage is the one that `docker build .` makes.
FROM runtime AS connector
USER 1000:1000
