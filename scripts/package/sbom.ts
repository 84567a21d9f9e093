// What a file of a release is made of, as CycloneDX 1.6 in JSON (https://cyclonedx.org/docs/1.6/json/). Without a time and a
// number of its own: the same sources give the same bytes.
import type {Part} from './parts.ts';

export type About = {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly licence: string;
};

/** `pkg:npm/%40oven/bun@1.4.5`, as https://github.com/package-url/purl-spec has it. */
export const purl = ({name, version}: Pick<Part, 'name' | 'version'>): string =>
  `pkg:npm/${name.replace('@', '%40')}@${version}`;

/** `sha512-…` in base 64, as npm has it, in hexadecimal. */
const hashes = (integrity: string | undefined) =>
  integrity?.startsWith('sha512-') === true
    ? {hashes: [{alg: 'SHA-512', content: Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex')}]}
    : {};

const licences = (licence: string) => [
  / (?:AND|OR|WITH) /.test(licence) ? {expression: licence} : {license: {id: licence}},
];

const component = (part: Part) => ({
  type: 'library',
  'bom-ref': purl(part),
  name: part.name,
  version: part.version,
  purl: purl(part),
  licenses: licences(part.licence),
  ...hashes(part.integrity),
});

/** The text of the file. */
export function sbom({name, version, description, licence}: About, parts: readonly Part[]): string {
  const own = {
    type: 'application',
    'bom-ref': `pkg:npm/${name}@${version}`,
    name,
    version,
    description,
    purl: `pkg:npm/${name}@${version}`,
    licenses: licences(licence),
  };
  const document = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {component: own},
    components: parts.map(component),
    dependencies: [{ref: own['bom-ref'], dependsOn: parts.map(purl)}],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
