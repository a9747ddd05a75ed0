// The official SDKs of OpenAI, Anthropic and Vercel against `serve`: node sdks.mjs BASE KEY
// Prints one line of JSON a case: its name and what the SDK understood. It finds the SDKs in the folder NODE_SDK.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [base, key] = process.argv.slice(2);
const installed = createRequire(process.env.NODE_SDK + "/");
const load = async (name) => import(pathToFileURL(installed.resolve(name)));
const { default: OpenAI } = await load("openai");
const { default: Anthropic } = await load("@anthropic-ai/sdk");
const { createOpenAI } = await load("@ai-sdk/openai");
const { generateText, streamText, tool, stepCountIs, jsonSchema, Output } = await load("ai");

const model = "gpt-5.3-codex";
const openai = new OpenAI({ baseURL: base + "/v1", apiKey: key, maxRetries: 2 });
const anthropic = new Anthropic({ baseURL: base, apiKey: key, maxRetries: 0 });
const vercel = createOpenAI({ baseURL: base + "/v1", apiKey: key });

const parameters = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
const user = (content) => [{ role: "user", content }];
const chatTool = { type: "function", function: { name: "get_weather", description: "Weather of a city", parameters } };
const flatTool = { type: "function", name: "get_weather", description: "Weather of a city", parameters, strict: false };
const blockTool = { name: "get_weather", description: "Weather of a city", input_schema: parameters };
const place = { type: "object", properties: { city: { type: "string" }, degrees: { type: "number" } }, required: ["city", "degrees"], additionalProperties: false };
const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

const usage = (u) => [u.prompt_tokens ?? u.input_tokens ?? u.inputTokens, u.completion_tokens ?? u.output_tokens ?? u.outputTokens].every((n) => n > 0);
const called = (message) => message.tool_calls.map((call) => [call.type, call.function.name, JSON.parse(call.function.arguments).city]);

async function failing(run) {
    try {
        await run();
        return "no error";
    } catch (error) {
        return [error.constructor.name, error.status, error.code ?? error.error?.error?.type ?? null];
    }
}

async function chatTools(stream, content) {
    const messages = user(content);
    const ask = { model, messages, tools: [chatTool] };
    const turn = stream ? await openai.chat.completions.stream(ask).finalChatCompletion() : await openai.chat.completions.create(ask);
    const { message, finish_reason } = turn.choices[0];
    messages.push(message, ...message.tool_calls.map((call) => ({ role: "tool", tool_call_id: call.id, content: "sunny" })));
    const after = await openai.chat.completions.create({ model, messages, tools: [chatTool] });
    return [called(message), finish_reason, after.choices[0].message.content, after.choices[0].finish_reason];
}

/// Asks for an answer that never ends, leaves it, and waits until the server has no request under way.
async function leaving(stream) {
    const gone = new AbortController();
    let events = 0;
    try {
        for await (const _ of await stream(gone.signal)) if (++events === 1) gone.abort();
    } catch (error) {
        if (!gone.signal.aborted) throw error;
    }
    for (const end = Date.now() + 10_000; Date.now() < end; await new Promise((resume) => setTimeout(resume, 20))) {
        const metrics = await (await fetch(base + "/metrics", { headers: { authorization: "Bearer " + key } })).text();
        if (/^sx_active_requests 0$/m.test(metrics)) return [events > 0, "ended"];
    }
    return [events > 0, "still running"];
}

const cases = {
    async models() {
        const ids = [];
        for await (const each of openai.models.list()) ids.push(each.id);
        return [ids.includes(model), (await openai.models.retrieve(model)).id];
    },
    async chat() {
        const turn = await openai.chat.completions.create({ model, messages: [{ role: "system", content: "Be brief." }, ...user("hello")] });
        return [turn.object, turn.choices[0].message.content, turn.choices[0].finish_reason, usage(turn.usage)];
    },
    async chatStream() {
        let text = "";
        let counted = null;
        for await (const chunk of await openai.chat.completions.create({ model, messages: user("hello"), stream: true, stream_options: { include_usage: true } })) {
            text += chunk.choices[0]?.delta?.content ?? "";
            if (chunk.usage) counted = usage(chunk.usage);
        }
        return [text, counted];
    },
    chatTool: () => chatTools(false, "weather"),
    chatToolStream: () => chatTools(true, "weather"),
    chatParallelTools: () => chatTools(true, "two cities"),
    async chatSchema() {
        const turn = await openai.chat.completions.parse({
            model, messages: user("as json"), response_format: { type: "json_schema", json_schema: { name: "place", schema: place, strict: true } },
        });
        return turn.choices[0].message.parsed;
    },
    async chatImage() {
        const turn = await openai.chat.completions.create({
            model, messages: user([{ type: "text", text: "hello" }, { type: "image_url", image_url: { url: "data:image/png;base64," + pixel } }]),
        });
        return turn.choices[0].message.content;
    },
    async chatStop() {
        const turn = await openai.chat.completions.stream({ model, messages: user("hello"), stop: ["there"] }).finalChatCompletion();
        return [turn.choices[0].message.content, turn.choices[0].finish_reason];
    },
    async chatRefusal() {
        const turn = await openai.chat.completions.create({ model, messages: user("refuse") });
        return [turn.choices[0].message.refusal, turn.choices[0].message.content];
    },
    async chatReasoning() {
        let thought = "";
        for await (const chunk of await openai.chat.completions.create({ model, messages: user("think"), stream: true })) thought += chunk.choices[0]?.delta?.reasoning_content ?? "";
        const turn = await openai.chat.completions.create({ model, messages: user("think") });
        return [thought, turn.choices[0].message.reasoning_content === thought];
    },
    async chatRunTools() {
        const asked = [];
        const runner = openai.chat.completions.runTools({
            model, messages: user("two cities"), stream: true,
            tools: [{ type: "function", function: { ...chatTool.function, parse: JSON.parse, function: async ({ city }) => (asked.push(city), "sunny") } }],
        });
        return [await runner.finalContent(), asked];
    },
    chatLeft: () => leaving((signal) => openai.chat.completions.create({ model, messages: user("forever"), stream: true }, { signal })),
    async completions() {
        const turn = await openai.completions.create({ model, prompt: "hello" });
        return [turn.object, turn.choices[0].text];
    },
    wrongKey: () => failing(() => new OpenAI({ baseURL: base + "/v1", apiKey: "sk-wrong-0123456789", maxRetries: 0 }).models.list()),
    limit: () => failing(() => openai.chat.completions.create({ model, messages: user("limit") })),
    limitStream: () => failing(() => openai.chat.completions.create({ model, messages: user("limit"), stream: true })),
    tooLong: () => failing(() => openai.responses.create({ model, input: "too long" })),
    wrongRole: () => failing(() => openai.chat.completions.create({ model, messages: [{ role: "wizard", content: "x" }] })),
    async responses() {
        const turn = await openai.responses.create({ model, instructions: "Be brief.", input: "hello" });
        return [turn.object, turn.status, turn.output_text, usage(turn.usage)];
    },
    async responsesStream() {
        const types = new Set();
        const stream = openai.responses.stream({ model, input: "think" });
        for await (const event of stream) types.add(event.type);
        const turn = await stream.finalResponse();
        return [turn.output_text, turn.output.map((item) => item.type), types.has("response.created"), types.has("response.output_text.delta"), types.has("response.completed")];
    },
    async responsesTool() {
        const input = user("weather");
        const turn = await openai.responses.stream({ model, input, tools: [flatTool] }).finalResponse();
        const calls = turn.output.filter((item) => item.type === "function_call");
        input.push(...turn.output, ...calls.map((call) => ({ type: "function_call_output", call_id: call.call_id, output: "sunny" })));
        const after = await openai.responses.create({ model, input, tools: [flatTool] });
        return [calls.map((call) => [call.name, JSON.parse(call.arguments).city]), after.output_text];
    },
    async responsesParallelTools() {
        const input = user("two cities");
        const turn = await openai.responses.create({ model, input, tools: [flatTool], parallel_tool_calls: true });
        const calls = turn.output.filter((item) => item.type === "function_call");
        input.push(...turn.output, ...calls.toReversed().map((call) => ({ type: "function_call_output", call_id: call.call_id, output: "sunny" })));
        const after = await openai.responses.create({ model, input, tools: [flatTool] });
        return [calls.map((call) => JSON.parse(call.arguments).city), new Set(calls.map((call) => call.call_id)).size, after.output_text];
    },
    responsesLeft: () => leaving((signal) => openai.responses.create({ model, input: "forever", stream: true }, { signal })),
    async responsesSchema() {
        const turn = await openai.responses.parse({ model, input: "as json", text: { format: { type: "json_schema", name: "place", schema: place, strict: true } } });
        return turn.output_parsed;
    },
    async messages() {
        const turn = await anthropic.messages.create({ model, max_tokens: 500, system: "Be brief.", messages: user("hello") });
        return [turn.type, turn.content.map((block) => block.text), turn.stop_reason, usage(turn.usage)];
    },
    async messagesStream() {
        const turn = await anthropic.messages.stream({ model, max_tokens: 5000, thinking: { type: "enabled", budget_tokens: 2000 }, messages: user("think") }).finalMessage();
        return [turn.content.map((block) => block.type), turn.content.at(-1).text, turn.stop_reason, usage(turn.usage)];
    },
    async messagesTool() {
        const messages = user("two cities");
        const turn = await anthropic.messages.stream({ model, max_tokens: 500, tools: [blockTool], messages }).finalMessage();
        const calls = turn.content.filter((block) => block.type === "tool_use");
        messages.push({ role: "assistant", content: turn.content }, {
            role: "user", content: calls.map((call) => ({ type: "tool_result", tool_use_id: call.id, content: "sunny" })),
        });
        const after = await anthropic.messages.create({ model, max_tokens: 500, tools: [blockTool], messages });
        return [calls.map((call) => [call.name, call.input.city]), turn.stop_reason, after.content[0].text, after.stop_reason];
    },
    async messagesImage() {
        const image = { type: "image", source: { type: "base64", media_type: "image/png", data: pixel } };
        const turn = await anthropic.messages.create({ model, max_tokens: 500, messages: user([{ type: "text", text: "hello" }, image]) });
        return turn.content[0].text;
    },
    messagesLeft: () => leaving((signal) => anthropic.messages.create({ model, max_tokens: 500, messages: user("forever"), stream: true }, { signal })),
    async messagesCount() {
        return (await anthropic.messages.countTokens({ model, messages: user("hello") })).input_tokens > 0;
    },
    messagesWrongKey: () => failing(() => new Anthropic({ baseURL: base, apiKey: "wrong", maxRetries: 0 }).messages.create({ model, max_tokens: 5, messages: user("x") })),
    messagesOverloaded: () => failing(() => anthropic.messages.create({ model, max_tokens: 5, messages: user("overloaded") })),
    messagesLimitStream: () => failing(() => anthropic.messages.stream({ model, max_tokens: 5, messages: user("limit") }).finalMessage()),
    async vercelText() {
        const turn = await generateText({ model: vercel.chat(model), prompt: "hello" });
        return [turn.text, turn.finishReason, usage(turn.usage)];
    },
    async vercelTools() {
        const results = [];
        for (const which of [vercel.chat(model), vercel.responses(model)]) {
            const turn = streamText({
                model: which, prompt: "two cities", stopWhen: stepCountIs(4),
                tools: { get_weather: tool({ description: "Weather of a city", inputSchema: jsonSchema(parameters), execute: async () => "sunny" }) },
            });
            results.push([await turn.text, (await turn.steps).length, (await turn.steps)[0].toolCalls.map((call) => call.input.city)]);
        }
        return results;
    },
    async vercelObject() {
        const results = [];
        for (const which of [vercel.chat(model), vercel.responses(model)]) {
            results.push((await generateText({ model: which, prompt: "as json", output: Output.object({ schema: jsonSchema(place) }) })).output);
        }
        return results;
    },
};

for (const [name, run] of Object.entries(cases)) {
    const result = await run().catch((error) => ({ failed: String(error).slice(0, 400) }));
    console.log(JSON.stringify({ name, result }));
}
