import Ajv from 'ajv'
import addFormats from 'ajv-formats'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parse } from 'yaml'

/*
 * The definition of a connector's metadata, as far as this connector uses it: fields, enums and what is required, from
 * airbytehq/airbyte, airbyte-ci/connectors/metadata_service/lib/metadata_service/models/src/ConnectorMetadataDefinitionV0.yaml
 * and the files next to it. Their models forbid unknown fields at every level but `allowedHosts`.
 */

const ROOT = resolve(__dirname, '..')

const text = { type: 'string', minLength: 1 }
const yesOrNo = { type: 'boolean' }
const oneOf = (...values: string[]) => ({ enum: values })
const object = (properties: Record<string, unknown>, required: readonly string[] = []) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
})
const list = (items: unknown) => ({ type: 'array', items })

const resources = object({ cpu_request: text, cpu_limit: text, memory_request: text, memory_limit: text })

const DEFINITION = object(
  {
    metadataSpecVersion: { const: '1.0' },
    data: object(
      {
        name: text,
        definitionId: { type: 'string', format: 'uuid' },
        connectorType: oneOf('source', 'destination'),
        connectorSubtype: oneOf(
          ...['api', 'database', 'datalake', 'file', 'custom', 'message_queue', 'unknown', 'vectorstore'],
        ),
        dockerRepository: text,
        dockerImageTag: text,
        license: text,
        documentationUrl: { type: 'string', format: 'uri' },
        githubIssueLabel: text,
        icon: text,
        releaseStage: oneOf('alpha', 'beta', 'generally_available', 'custom'),
        supportLevel: oneOf('community', 'certified', 'archived'),
        supportsDataActivation: yesOrNo,
        supportsRefreshes: yesOrNo,
        supportsFileTransfer: yesOrNo,
        supportsDbt: yesOrNo,
        supportsNormalization: yesOrNo,
        allowedHosts: { type: 'object', properties: { hosts: list(text) } },
        registryOverrides: object({ oss: object({ enabled: yesOrNo }), cloud: object({ enabled: yesOrNo }) }),
        resourceRequirements: object({
          default: resources,
          jobSpecific: list(
            object(
              {
                jobType: oneOf(
                  ...['get_spec', 'check_connection', 'discover_schema', 'sync', 'reset_connection'],
                  ...['connection_updater', 'replicate'],
                ),
                resourceRequirements: resources,
              },
              ['jobType', 'resourceRequirements'],
            ),
          ),
        }),
        externalDocumentationUrls: list(
          object(
            {
              title: text,
              url: { type: 'string', format: 'uri' },
              type: oneOf(
                ...['api_deprecations', 'api_reference', 'api_release_history', 'authentication_guide'],
                ...['data_model_reference', 'developer_community', 'migration_guide', 'openapi_spec', 'other'],
                ...['permissions_scopes', 'rate_limits', 'sql_reference', 'status_page'],
              ),
              requiresLogin: yesOrNo,
            },
            ['title', 'url', 'type'],
          ),
        ),
        tags: list(text),
        connectorTestSuitesOptions: list(
          object({ suite: oneOf('unitTests', 'integrationTests', 'acceptanceTests', 'liveTests', 'smokeTests') }, [
            'suite',
          ]),
        ),
      },
      [
        ...['name', 'definitionId', 'connectorType', 'dockerRepository', 'dockerImageTag', 'license'],
        ...['documentationUrl', 'githubIssueLabel', 'connectorSubtype', 'releaseStage'],
      ],
    ),
  },
  ['metadataSpecVersion', 'data'],
)

interface Metadata {
  readonly data: Record<string, unknown> & { readonly allowedHosts: { readonly hosts: readonly string[] } }
}

const read = (name: string) => readFileSync(join(ROOT, name), 'utf8')
const metadata = () => parse(read('metadata.yaml')) as Metadata
const version = (JSON.parse(read('package.json')) as { version: string }).version

const ajv = new Ajv({ allErrors: true })
addFormats(ajv)
const validate = ajv.compile(DEFINITION)

describe('metadata.yaml', () => {
  it('has the fields of the definition and no others', () => {
    validate(metadata())
    expect(validate.errors).toBeNull()
  })

  it.each([
    ['an unknown field', { supportsEverything: true }],
    ['an unknown support level', { supportLevel: 'gold' }],
    ['a definition id that is not a UUID', { definitionId: 'destination-customer-io' }],
    ['a missing license', { license: undefined }],
  ])('would be refused with %s', (_, change) => {
    const { data, ...rest } = metadata()
    expect(validate(JSON.parse(JSON.stringify({ ...rest, data: { ...data, ...change } })))).toBe(false)
  })

  it('describes this destination: data activation and refreshes on, sockets not offered', () => {
    expect(metadata().data).toMatchObject({
      connectorType: 'destination',
      supportsDataActivation: true,
      supportsRefreshes: true,
    })
    expect(metadata().data).not.toHaveProperty('connectorIPCOptions')
  })

  it('lets it reach both regions of both APIs, and S3', () => {
    const hosts = [...read('src/customerio/hosts.ts').matchAll(/https:\/\/([a-z-]+\.customer\.io)/g)].map(
      ([, host]) => host,
    )
    expect(hosts).toHaveLength(4)
    expect([...metadata().data.allowedHosts.hosts].sort()).toEqual([...hosts, '*.amazonaws.com'].sort())
  })

  it('names the version of package.json, like the labels of the image', () => {
    expect(version).toMatch(/^\d+\.\d+\.\d+$/)
    expect(metadata().data['dockerImageTag']).toBe(version)
    const labels = [...read('Dockerfile').matchAll(/(?:io\.airbyte|image)\.version="([^"]+)"/g)].map(
      ([, found]) => found,
    )
    expect(labels).toEqual([version, version])
  })

  it('names files that are there, and the documentation that the form links to', () => {
    const { icon, documentationUrl } = metadata().data
    expect(existsSync(join(ROOT, String(icon)))).toBe(true)
    expect(documentationUrl).toBe((JSON.parse(read('spec.json')) as Record<string, unknown>)['documentationUrl'])
  })

  it('is joined by an acceptance test configuration whose files are there', () => {
    const config = read('integration_tests/acceptance-test-config.yml')
    expect(parse(config)).toMatchObject({ connector_image: 'destination-customer-io:dev' })
    const paths = [...config.matchAll(/(?:spec|config)_path: (.+)/g)].map(([, path = '']) => path)
    expect(paths).toHaveLength(3)
    for (const path of paths.filter((one) => !one.startsWith('secrets/')))
      expect(existsSync(join(ROOT, path))).toBe(true)
  })
})
