// One turn through the official Codex TypeScript SDK: node codex-sdk.mjs SX DIRECTORY PROMPT
// Prints what the SDK understood, as one line of JSON. It finds the SDK in the folder NODE_SDK.
import { pathToFileURL } from "node:url";

const [sx, directory, prompt] = process.argv.slice(2);
const { Codex } = await import(pathToFileURL(process.env.NODE_SDK + "/node_modules/@openai/codex-sdk/dist/index.js"));

const codex = new Codex({ codexPathOverride: sx, env: process.env, config: { show_raw_agent_reasoning: true } });
const thread = codex.startThread({
    workingDirectory: directory, skipGitRepoCheck: true, sandboxMode: "danger-full-access", modelReasoningEffort: "low", approvalPolicy: "never",
    webSearchEnabled: false,
});
const turn = await thread.run(prompt);
console.log(JSON.stringify({ id: thread.id, final: turn.finalResponse, items: turn.items, usage: turn.usage }));
