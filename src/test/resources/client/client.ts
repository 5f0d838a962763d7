// A caller whose types are those of openapi.yaml, as openapi-typescript makes them: it sends one spec for each certificate
// source, and prints what came back. Its arguments are the service's URL and a certificate signing request.
import createClient from "openapi-fetch";
import type { components, paths } from "./contract.js";

type Spec = components["schemas"]["TlsDeploymentSpec"];
type CertificateSource = components["schemas"]["TlsDeploymentSpec.CertificateSource"];

declare const process: { argv: [string, string, string, string] };

const [, , baseUrl, request] = process.argv;
const client = createClient<paths, "application/json">({ baseUrl });

const deployment = { product: "kestra", hosts: ["kestra.example.com"] } satisfies Spec;

async function made(certificate: CertificateSource) {
  const { data, error } = await client.POST("/v1/bundles", { body: { ...deployment, certificate } });
  if (!data) {
    throw new Error(JSON.stringify(error));
  }
  return (path: string) => data.files.find((file) => file.path === path)?.text ?? "";
}

const first = await made({ source: "self-signed", keyAlgorithm: "EC_P384" });
const ca = { caCertificates: first("tls/ca.crt"), caPrivateKey: first("ca/ca.key") };

// A source without an entry here does not compile, nor does an entry with the fields of another.
const sources: { [Source in CertificateSource["source"]]: CertificateSource & { source: Source } } = {
  "self-signed": { source: "self-signed" },
  "private-ca": { source: "private-ca", ...ca, validityDays: 90 },
  "service-ca": { source: "service-ca", subject: { organization: "Example" } },
  csr: { source: "csr", request, ...ca },
  provided: { source: "provided", certificates: first("tls/tls.crt") + ca.caCertificates, privateKey: first("tls/tls.key") },
  "existing-secret": {
    source: "existing-secret",
    secretName: "kestra-tls",
    passwordSecret: { name: "kestra-tls-password", key: "password" },
  },
  "cert-manager": { source: "cert-manager", issuer: { name: "platform" } },
};

// @ts-expect-error: the fields of one source are not those of another
const mixed: CertificateSource = { source: "self-signed", caPrivateKey: "" };
void mixed;

const results: Record<string, unknown> = {};
for (const [source, certificate] of Object.entries(sources)) {
  const { data, error, response } = await client.POST("/v1/validations", { body: { ...deployment, certificate } });
  results[source] = { status: response.status, warnings: data?.warnings.map((warning) => warning.code), error };
}
const several = await client.POST("/v1/validations", {
  body: {
    release: "both",
    deployments: [deployment, { product: "camunda-console", hosts: ["console.example.com"] }],
    targets: ["helm"],
  },
});
const products = await client.GET("/v1/products");
console.log(
  JSON.stringify({ results, several: several.response.status, products: products.data?.map((product) => product.id) }),
);
