package scorpiox.simulator.signin;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import scorpiox.base.Json;
import scorpiox.simulator.wire.Answers;
import scorpiox.simulator.wire.ErrorBodies;
import scorpiox.simulator.wire.Faults;
import scorpiox.simulator.wire.HttpExchange;

/// Sign-in by device: it gets a code, its user types that on a page, meanwhile it polls.
final class DeviceRoutes {
    private static final String PAGE = """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>Sign in a device</title></head><body>
            <h1>Sign in a device</h1>
            <p>%s</p>
            <form method="post" action="/codex/device"><label>Code <input name="user_code" autofocus></label> <button>Sign in</button></form>
            </body></html>
            """;

    private final SignIns signIns;
    private final String scheme;
    private final Faults faults;
    private final Answers answers;
    private final AuthorizationCodes codes;
    private final DeviceCodes devices;

    DeviceRoutes(SignIns signIns, String scheme, Faults faults, Answers answers, AuthorizationCodes codes) {
        this.signIns = signIns;
        this.scheme = scheme + "://";
        this.faults = faults;
        this.answers = answers;
        this.codes = codes;
        this.devices = new DeviceCodes(signIns.polls());
    }

    /// `POST /api/accounts/deviceauth/usercode`
    void begin(HttpExchange exchange, JsonNode body) throws IOException {
        var client = body.path("client_id").asText("");
        if (faults.take("device-off")) answers.json(exchange, 404, Json.object());
        else if (client.isEmpty()) answers.error(exchange, 400, "invalid_request", "client_id is missing");
        else {
            var device = devices.begin(client, scheme + exchange.header("host"));
            answers.json(exchange, 200, Json.object().put("device_auth_id", device.id()).put("user_code", device.user())
                    .put("interval", String.valueOf(signIns.interval())));
        }
    }

    /// `POST /api/accounts/deviceauth/token`
    void poll(HttpExchange exchange, JsonNode body) throws IOException {
        if (faults.take("device-500")) answers.json(exchange, 500, ErrorBodies.error("boom", "server_error", null, null));
        else if (faults.take("device-expired")) answers.error(exchange, 400, "expired_token", "The code is too old.");
        else if (faults.take("device-refused")) answers.error(exchange, 400, "access_denied", "The user refused to sign in.");
        else {
            switch (devices.poll(body.path("device_auth_id").asText(""), body.path("user_code").asText(""))) {
                case DeviceCodes.Found.Waiting() -> answers.error(exchange, 403, "deviceauth_authorization_pending", "The user has not signed in yet.");
                case DeviceCodes.Found.Unknown() -> answers.error(exchange, 400, "invalid_request", "No device waits with these codes.");
                case DeviceCodes.Found.Approved(var device) -> finish(exchange, device);
            }
        }
    }

    /// Unlike RFC 7636 wants it, the server makes the verifier too; the real one does so.
    private void finish(HttpExchange exchange, DeviceCodes.Device device) throws IOException {
        var verifier = Base64.getUrlEncoder().withoutPadding().encodeToString((UUID.randomUUID() + "" + UUID.randomUUID()).getBytes(StandardCharsets.US_ASCII));
        var challenge = AuthorizationCodes.challenge(verifier);
        var code = codes.issue(device.client(), device.base() + "/deviceauth/callback", challenge);
        answers.json(exchange, 200, Json.object().put("authorization_code", code).put("code_challenge", challenge).put("code_verifier", verifier));
    }

    /// `GET /codex/device`
    void page(HttpExchange exchange) throws IOException {
        answers.page(exchange, 200, PAGE.formatted("Type the code that the device shows."));
    }

    /// `POST /codex/device`
    void typed(HttpExchange exchange, JsonNode form) throws IOException {
        var approved = devices.approve(form.path("user_code").asText(""));
        answers.page(exchange, approved ? 200 : 404, PAGE.formatted(approved ? "Signed in. The device goes on by itself." : "No device shows this code."));
    }
}
