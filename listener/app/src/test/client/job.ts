// Runs a job with a client that is generated from the API's description: every path, parameter,
// body and field below is checked against it by the compiler.
import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

const [url, token, platform, node] = process.argv.slice(2) as [string, string, string, string];
const client = createClient<paths>({ baseUrl: url, headers: { Authorization: `Bearer ${token}` } });

function answered<T>(reply: { data?: T; error?: unknown }): T {
  if (reply.data === undefined) {
    throw new Error(JSON.stringify(reply.error));
  }
  return reply.data;
}

async function currency(fingerprint?: string): Promise<components["schemas"]["Currency"]> {
  const reply = await client.GET("/api/v1/platforms/{platform}/nodes/{node}/currency", {
    params: { path: { platform, node }, query: fingerprint === undefined ? {} : { fingerprint } },
  });
  return answered(reply);
}

console.log("before", (await currency()).action);

const begun = answered(await client.POST("/api/v1/runs", { body: { platform, node, job: "generated" } }));
if ("nodes" in begun || !begun.run || !begun.fingerprint || !begun.version) {
  throw new Error(`The job may not run: ${JSON.stringify(begun)}`);
}
const { run, fingerprint, version } = begun;

const path = { source: "northwind", version: String(version) };
const page = answered(
  await client.GET("/api/v1/models/{source}/{version}/stores", { params: { path, query: { limit: 2 } } }),
);
if (!("items" in page)) {
  throw new Error("The list came as a stream");
}
console.log("stores", page.items.map((store) => store.name).join(" "));

const prolonged = answered(
  await client.POST("/api/v1/runs/{run}/prolong", { params: { path: { run } }, body: { length: "10m" } }),
);
console.log("prolonged", prolonged.state);

const ended = answered(
  await client.POST("/api/v1/runs/{run}/end", { params: { path: { run } }, body: { outcome: "succeeded" } }),
);
console.log("ended", ended.state);
console.log("after", (await currency(fingerprint)).action);

const { error, response } = await client.POST("/api/v1/runs", {
  body: { platform, node: "Ingest/Live/None", job: "generated" },
});
console.log("unknown", response.status, error?.type);
