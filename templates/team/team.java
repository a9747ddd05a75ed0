//FILES team/scorpiox-env.txt=team/scorpiox-env.txt
//FILES team/profiles/careful.txt=team/profiles/careful.txt
//FILES team/prompts/review.md=team/prompts/review.md
//FILES team/tools/ticket.java=team/tools/ticket.java

import scorpiox.command.Script;
import scorpiox.command.Team;

/// What our scripts have in common: the files in `team/`. One that is added needs its line above.
class team {
    static void run(String name, String[] args, Script.Body body) {
        Script.run(name, args, Team.with(team.class, body));
    }
}
