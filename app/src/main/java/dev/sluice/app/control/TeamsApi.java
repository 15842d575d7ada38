package dev.sluice.app.control;

import static dev.sluice.app.control.Schema.items;
import static dev.sluice.app.control.Schema.must;

import dev.sluice.app.access.Role;
import dev.sluice.core.access.TeamSpec;
import dev.sluice.relay.Control.Reply;
import dev.sluice.store.StoreUnavailable;
import dev.sluice.wire.chat.ApiException;
import java.util.List;

/** Teams that keys can belong to. */
record TeamsApi(KeyDesk desk) {
    private static final String WORDS = "the members of teams[], such as {\"models\": [\"gpt-*\"]}";

    List<Row> rows() {
        return List.of(
                Row.of("GET", "/teams", "Lists teams, by id.")
                        .least(Role.VIEWER)
                        .gives(Schema.form("Teams", must("teams", items(SpecJson.TEAM), "By id.")))
                        .reads(this::list),
                Row.of("GET", "/teams/{id}", "Shows a team.")
                        .least(Role.VIEWER)
                        .gives(SpecJson.TEAM)
                        .reads(asked -> shown(find(asked.id()))),
                Row.of("PUT", "/teams/{id}", "Makes a team, or replaces it as a whole.")
                        .least(Role.OPERATOR)
                        .body(SpecJson.TEAM_WORDS)
                        .gives(SpecJson.TEAM)
                        .changes(this::put),
                Row.of("PATCH", "/teams/{id}", "Changes what is named; null puts a member back.")
                        .least(Role.OPERATOR)
                        .body(SpecJson.TEAM_WORDS)
                        .gives(SpecJson.TEAM)
                        .changes(this::change),
                Row.of("DELETE", "/teams/{id}", "Removes a team; its keys stay, and may not call.")
                        .least(Role.OPERATOR)
                        .gives(Gone.SHAPE)
                        .changes(this::remove));
    }

    private Reply list(Asked asked) throws StoreUnavailable {
        List<TeamSpec> teams = desk.teams();
        return new Reply(
                200,
                Json.object(out ->
                        Json.array(
                                out,
                                "teams",
                                teams,
                                each -> {
                                    out.writeStartObject();
                                    SpecJson.team(out, each);
                                    out.writeEndObject();
                                })));
    }

    private static Reply shown(TeamSpec team) {
        return new Reply(200, Json.object(out -> SpecJson.team(out, team)));
    }

    private Row.Changed put(Asked asked) throws StoreUnavailable {
        TeamSpec team = desk.put(asked.id(), asked.object(WORDS));
        return new Row.Changed("put the team " + asked.id(), shown(team));
    }

    private Row.Changed change(Asked asked) throws StoreUnavailable {
        byte[] words = asked.object(WORDS);
        find(asked.id());
        String members = String.join(", ", JsonValue.read(words).members().keySet());
        TeamSpec now = desk.changeTeam(asked.id(), words);
        return new Row.Changed("changed the team " + asked.id() + ": " + members, shown(now));
    }

    private Row.Changed remove(Asked asked) throws StoreUnavailable {
        if (!desk.removeTeam(asked.id())) {
            throw unknown(asked.id());
        }
        return new Row.Changed("removed the team " + asked.id(), Gone.of(asked.id()));
    }

    private TeamSpec find(String id) throws StoreUnavailable {
        for (TeamSpec each : desk.teams()) {
            if (each.id().equals(id)) {
                return each;
            }
        }
        throw unknown(id);
    }

    private ApiException unknown(String id) throws StoreUnavailable {
        List<String> names = desk.teams().stream().map(TeamSpec::id).toList();
        return Asked.unknown(
                "No team has this id."
                        + NearNames.hint(id, names)
                        + " GET /admin/api/teams lists them.",
                "team_not_found");
    }
}
