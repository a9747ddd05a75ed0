package scorpiox.command.sx;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import scorpiox.base.Failure;
import scorpiox.base.Json;
import scorpiox.base.Nearest;
import scorpiox.model.Effort;
import scorpiox.model.Message;
import scorpiox.model.Models;
import scorpiox.model.Part;
import scorpiox.model.Request;
import scorpiox.output.Asking;
import scorpiox.output.Progress;
import scorpiox.output.Stdout;
import scorpiox.output.Visible;
import scorpiox.provider.router.Choice;
import scorpiox.settings.Cascade;
import scorpiox.settings.Environment;
import scorpiox.tool.Detail;
import scorpiox.tool.permission.Mode;

/// Lines of a conversation that are for the program and not for the model.
final class SlashCommands {
    static final List<String> NAMES = List.of("/help", "/model", "/effort", "/mode", "/diff", "/show", "/usage", "/clear", "/quit");
    private static final String HELP = """
            /model [NAME]    show or change the model
            /effort [LEVEL]  none, minimal, low, medium, high, xhigh or max
            /mode [MODE]     what the agent may do unasked: read-only, ask, edit or full
            /diff            what was changed in this conversation
            /show [N]        the last call of a tool in full, or the Nth before
            /usage           tokens so far
            /clear           forget the conversation
            /quit            leave; so does Ctrl-D, or Ctrl-C twice
            !COMMAND         run a command yourself; the model does not see it
            Ctrl-C stops an answer and keeps what has come.
            """;

    private final Session session;
    private final Options options;
    private final Environment environment;
    private final Stdout out;
    private final Calls calls;
    private final boolean colour;
    private final int first;
    private boolean left;

    SlashCommands(Session session, Options options, Environment environment, Stdout out, Calls calls, boolean colour) {
        this.session = session;
        this.options = options;
        this.environment = environment;
        this.out = out;
        this.calls = calls;
        this.colour = colour;
        this.first = session.conversation().messages().size();
    }

    /// Whether the user has left.
    boolean left() {
        return left;
    }

    /// Obeys a line.
    ///
    /// @return whether it was one for the program; a path at the start of a prompt is not
    /// @throws Failure `USAGE` for a command or value nobody knows
    boolean run(String line) {
        var words = line.split("\\s+", 2);
        if (words[0].indexOf('/', 1) > 0) return false;
        var value = words.length > 1 ? words[1].strip() : "";
        switch (words[0]) {
            case "/help" -> out.print(HELP);
            case "/model" -> model(value);
            case "/effort" -> effort(value);
            case "/mode" -> mode(value);
            case "/diff" -> diff();
            case "/show" -> show(value);
            case "/usage" -> usage();
            case "/clear" -> clear();
            case "/quit", "/exit" -> left = true;
            default -> throw Failure.usage("no command " + words[0] + Nearest.to(words[0], NAMES).map(near -> ", did you mean " + near + "?").orElse("; /help lists them"));
        }
        out.flush();
        return true;
    }

    private void model(String name) {
        if (!name.isEmpty()) {
            var flags = options.settings();
            var overrides = new LinkedHashMap<>(flags.overrides());
            overrides.put("MODEL", name);
            var choice = Choice.of(Cascade.resolve(environment, new Cascade.Flags(flags.profile(), overrides, flags.trust())), Models.of(environment));
            if (!choice.provider().equals(session.provider().id())) {
                throw Failure.usage(name + " is a model of " + choice.provider() + ", this conversation is with " + session.provider().id()).hint("leave, and start with --model " + name);
            }
            session.conversation().shape(request -> shaped(request, choice.model(), choice.effort().map(effort -> new Request.Thinking(effort, request.thinking().summary(), request.thinking().budget())).orElse(request.thinking())));
        }
        out.line("model " + session.conversation().model());
    }

    private void effort(String level) {
        if (!level.isEmpty()) {
            var effort = Effort.named(level).orElseThrow(() -> Failure.usage("no effort " + level).hint("there are none, minimal, low, medium, high, xhigh and max"));
            session.conversation().shape(request -> shaped(request, request.model(), new Request.Thinking(effort, request.thinking().summary(), request.thinking().budget())));
        }
        session.conversation().shape(request -> {
            out.line("effort " + (request.thinking().effort() == null ? "as the model has it" : request.thinking().effort().wire()));
            return request;
        });
    }

    private static Request shaped(Request request, String model, Request.Thinking thinking) {
        return new Request(model, request.system(), request.messages(), request.tools(), thinking, request.output(), request.cache(), request.conversation());
    }

    private void mode(String name) {
        var permissions = session.toolset().permissions();
        if (!name.isEmpty()) {
            var names = Arrays.stream(Mode.values()).map(Mode::shown).toList();
            var mode = Mode.named(name).orElseThrow(() -> Failure.usage("no mode " + name + Nearest.hint(name, names)).hint("there are " + String.join(", ", names)));
            permissions.mode(mode);
            session.conversation().add(new Message(Message.Role.DEVELOPER, List.of(new Part.Text("The mode is now " + mode.shown() + "."))));
        }
        out.line("mode " + permissions.mode().shown());
    }

    private void diff() {
        if (calls.changes().isEmpty()) out.line("nothing was changed in this conversation");
        for (var change : calls.changes()) out.print(Asking.coloured(Visible.code(change.diff()), colour));
    }

    private void show(String back) {
        if (!back.matches("\\d{0,4}")) throw Failure.usage("/show takes a number: 1 is the last call, 2 the one before");
        var call = calls.last(back.isEmpty() ? 1 : Integer.parseInt(back)).orElseThrow(() -> Failure.usage("there is no such call"));
        if (call.outcome().detail() instanceof Detail.Changes(var files)) {
            for (var change : files) out.print(Asking.coloured(Visible.code(change.diff()), colour));
            return;
        }
        out.line(call.tool() + " " + Visible.code(call.arguments() == null ? "" : Json.write(call.arguments())));
        out.line(Visible.code(call.outcome().text()));
    }

    private void usage() {
        out.line(Progress.used(calls.usage(), calls.cost()));
    }

    private void clear() {
        session.conversation().keep(first);
        calls.clear();
        out.line("forgotten");
    }
}
