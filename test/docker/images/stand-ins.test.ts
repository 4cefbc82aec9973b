import { describe, expect, it } from "vitest";
import { useDocker } from "./use-docker.ts";

/**
 * What the stand-ins promise, asked of the image that the daemon has: on a person's Docker, which pulls
 * the published images, the same questions go to the real servers.
 */
const docker = useDocker(["qdrant", "grafana"]);
/** The parts of answers that the tests below look into. */
interface Answer {
  status: string | { error: string };
  result: {
    count: number;
    points: { id: number; score: number; payload: unknown }[];
    next_page_offset: number | null;
  };
}
const answerOf = async (response: Response) => (await response.json()) as Answer;
const loopback = (port: number) => `--publish=127.0.0.1::${port}`;

describe("Qdrant's image", () => {
  const environment = [
    "--env=QDRANT__SERVICE__API_KEY=write-key",
    "--env=QDRANT__SERVICE__READ_ONLY_API_KEY=read-key",
    "--env=QDRANT__SERVICE__METRICS_PREFIX=qdrant_",
  ];

  async function qdrant(options: string[] = []) {
    const container = await docker.start("qdrant", {
      options: [loopback(6333), ...environment, ...options],
    });
    await docker.untilHealthy(container, ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/6333"]);
    const base = `http://${await docker.address(container, 6333)}`;
    const call = async (method: string, path: string, body?: unknown, key = "write-key") => {
      const response = await fetch(base + path, {
        method,
        headers: { "api-key": key, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, answer: await answerOf(response) };
    };
    return { container, base, call };
  }

  const points = [
    { id: 1, vector: [2, 0], payload: { owner: "ann", tags: ["a", "b"] } },
    { id: 2, vector: [0, 3], payload: { owner: "ben" } },
    { id: 3, vector: [1, 1], payload: { owner: "ann" } },
  ];
  const ofAnn = { must: [{ key: "owner", match: { value: "ann" } }] };

  it("finds the nearest points by cosine under a filter, and counts, scrolls and deletes by it", async () => {
    const { call } = await qdrant();
    const created = { vectors: { size: 2, distance: "Cosine" } };
    expect(await call("PUT", "/collections/chats", created)).toMatchObject({
      status: 200,
      answer: { result: true, status: "ok" },
    });
    expect(
      (await call("PUT", "/collections/chats/points?wait=true", { points })).answer,
    ).toMatchObject({
      result: { status: "completed" },
    });
    const query = { query: [1, 0], filter: ofAnn, limit: 5, with_payload: true };
    const { answer } = await call("POST", "/collections/chats/points/query", query);
    expect(answer.result.points.map(({ id }) => id)).toEqual([1, 3]);
    const [first, second] = answer.result.points;
    expect(first?.score).toBeCloseTo(1, 5);
    expect(second?.score).toBeCloseTo(Math.SQRT1_2, 5);
    expect(first?.payload).toEqual({ owner: "ann", tags: ["a", "b"] });

    const byTag = { must: [{ key: "tags", match: { any: ["b", "c"] } }] };
    const counted = await call("POST", "/collections/chats/points/count", { filter: byTag });
    expect(counted.answer.result).toEqual({ count: 1 });

    const page = await call("POST", "/collections/chats/points/scroll", { limit: 2 });
    expect(page.answer.result.points.map(({ id }) => id)).toEqual([1, 2]);
    expect(page.answer.result.next_page_offset).toBe(3);

    await call("POST", "/collections/chats/points/delete?wait=true", { filter: ofAnn });
    const left = await call("POST", "/collections/chats/points/scroll", { with_vector: true });
    expect(left.answer.result.points).toEqual([
      { id: 2, payload: { owner: "ben" }, vector: [0, 1] },
    ]);
    expect((await call("GET", "/collections/chats")).answer.result).toMatchObject({
      status: "green",
      points_count: 1,
      config: { params: { vectors: { size: 2, distance: "Cosine" } } },
    });
  });

  it("refuses in Qdrant's words", async () => {
    const { base, call } = await qdrant();
    const errorOf = async (...request: Parameters<typeof call>) => {
      const { status, answer } = await call(...request);
      return [status, typeof answer.status === "string" ? "" : answer.status.error];
    };
    await call("PUT", "/collections/chats", { vectors: { size: 2, distance: "Cosine" } });
    expect(await errorOf("GET", "/collections/none")).toEqual([
      404,
      "Not found: Collection `none` doesn't exist!",
    ]);
    expect(
      await errorOf("PUT", "/collections/chats", { vectors: { size: 2, distance: "Cosine" } }),
    ).toEqual([409, "Wrong input: Collection `chats` already exists!"]);
    const long = { points: [{ id: 1, vector: [1, 2, 3] }] };
    expect(await errorOf("PUT", "/collections/chats/points?wait=true", long)).toEqual([
      400,
      "Wrong input: Vector dimension error: expected dim: 2, got 3",
    ]);
    const [status, unknownField] = await errorOf("POST", "/collections/chats/points/count", {
      filter: { musst: [] },
    });
    expect(status).toBe(400);
    expect(unknownField).toMatch(/^Format error in JSON body: /);
    const namedPoint = { points: [{ id: "one", vector: [1, 2] }] };
    expect((await errorOf("PUT", "/collections/chats/points", namedPoint))[0]).toBe(400);
    expect((await fetch(`${base}/collections`)).status).toBe(401);
    expect((await fetch(`${base}/metrics`)).status).toBe(401);
  });

  it("lets the read-only key read and count, and change nothing", async () => {
    const { call } = await qdrant();
    await call("PUT", "/collections/chats", { vectors: { size: 2, distance: "Cosine" } });
    const counted = await call("POST", "/collections/chats/points/count", {}, "read-key");
    expect(counted.answer.result).toEqual({ count: 0 });
    expect((await call("DELETE", "/collections/chats", undefined, "read-key")).status).toBe(403);
    expect((await call("PUT", "/collections/chats/points", { points }, "read-key")).status).toBe(
      403,
    );
  });

  it("answers its health without a key and its metrics under the prefix with one", async () => {
    const { base, call } = await qdrant();
    for (const path of ["/healthz", "/livez", "/readyz"]) {
      expect((await fetch(base + path)).status).toBe(200);
    }
    await call("PUT", "/collections/chats", { vectors: { size: 2, distance: "Cosine" } });
    await call("PUT", "/collections/chats/points?wait=true", { points });
    const headers = { authorization: "Bearer read-key" };
    const metrics = await (await fetch(`${base}/metrics`, { headers })).text();
    expect(metrics).toContain("\nqdrant_collections_total 1\n");
    expect(metrics).toContain('\nqdrant_collection_points{id="chats"} 3\n');
    expect(metrics).toMatch(/^qdrant_rest_responses_total\{.*points".*status="200"\} 1$/m);
    expect(metrics).not.toMatch(/^collections_total/m);
  });

  it("keeps its points in the volume when the container is replaced", async () => {
    const volume = "--volume=copilot-test-qdrant:/qdrant/storage";
    const first = await qdrant([volume]);
    await first.call("PUT", "/collections/chats", { vectors: { size: 2, distance: "Cosine" } });
    await first.call("PUT", "/collections/chats/points?wait=true", { points });
    await docker.run(["rm", "--force", first.container]);
    const second = await qdrant([volume]);
    const counted = await second.call("POST", "/collections/chats/points/count", {});
    await docker.run(["rm", "--force", second.container]);
    await docker.run(["volume", "rm", "copilot-test-qdrant"]);
    expect(counted.answer.result).toEqual({ count: 3 });
  });
});

describe("Grafana's image", () => {
  const datasources = `apiVersion: 1
datasources:
  - name: Prometheus
    type: prometheus
    uid: prometheus
    url: $PROMETHEUS_URL
    isDefault: true
`;
  const providers = `apiVersion: 1
providers:
  - name: chats
    type: file
    folder: Chats
    options: { path: /var/lib/grafana }
`;
  const dashboard = { uid: "chats", title: "Chats at a glance", tags: ["chats"], panels: [] };
  const files = {
    "/etc/grafana/provisioning/datasources/all.yaml": datasources,
    "/etc/grafana/provisioning/dashboards/all.yaml": providers,
    "/var/lib/grafana/chats.json": JSON.stringify(dashboard),
    "/tmp/admin-password": "some-password\n",
  };
  const options = [
    loopback(3000),
    "--env=GF_SECURITY_ADMIN_PASSWORD__FILE=/tmp/admin-password",
    "--env=PROMETHEUS_URL=http://127.0.0.1:9",
  ];
  const health = ["curl", "-fsS", "http://127.0.0.1:3000/api/health"];

  async function grafana() {
    const container = await docker.start("grafana", { options, files });
    await docker.untilHealthy(container, health);
    const base = `http://${await docker.address(container, 3000)}`;
    return async (path: string, login?: string) => {
      const headers = login ? { authorization: `Basic ${btoa(login)}` } : {};
      const response = await fetch(base + path, { headers });
      return { status: response.status, answer: await answerOf(response) };
    };
  }

  it("lets in the administrator of the password file, and nobody else", async () => {
    const get = await grafana();
    expect((await get("/api/health")).answer).toMatchObject({ database: "ok" });
    expect(await get("/api/search")).toMatchObject({
      status: 401,
      answer: { messageId: "auth.unauthorized" },
    });
    expect(await get("/api/search", "admin:admin")).toMatchObject({
      status: 401,
      answer: { messageId: "password-auth.failed" },
    });
    expect((await get("/api/search", "admin:some-password")).status).toBe(200);
  });

  it("has the data sources and dashboards of its provisioning files", async () => {
    const get = await grafana();
    const login = "admin:some-password";
    const source = await get("/api/datasources/uid/prometheus", login);
    expect(source.answer).toMatchObject({ type: "prometheus", url: "http://127.0.0.1:9" });
    expect((await get("/api/datasources/uid/prometheus/health", login)).answer.status).toBe(
      "ERROR",
    );
    expect((await get("/api/datasources/uid/none", login)).status).toBe(404);
    expect((await get("/api/search?query=glance", login)).answer).toMatchObject([
      { uid: "chats", title: "Chats at a glance", folderTitle: "Chats" },
    ]);
    expect((await get("/api/dashboards/uid/chats", login)).answer).toMatchObject({
      meta: { provisioned: true, folderTitle: "Chats" },
      dashboard: { title: "Chats at a glance" },
    });
    expect((await get("/api/dashboards/uid/none", login)).status).toBe(404);
  });
});
