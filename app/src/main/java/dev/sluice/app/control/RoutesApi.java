package dev.sluice.app.control;

import static dev.sluice.app.control.Schema.items;
import static dev.sluice.app.control.Schema.may;
import static dev.sluice.app.control.Schema.must;

import dev.sluice.app.access.Role;
import dev.sluice.app.config.Node;
import dev.sluice.app.config.RawJson;
import dev.sluice.app.edit.ListEdit;
import dev.sluice.relay.Control.Reply;
import java.util.List;

/** The names that callers may use and where they lead, one by one. */
record RoutesApi(ConfigItems routes) {
    private static final Schema ROUTE =
            Schema.form(
                    "Route",
                    must("name", Schema.TEXT, "The name, or a beginning that ends in *."),
                    must("config", Schema.FREE, "Its members in the file."),
                    must("line", Schema.WHOLE, "The line of the file where it begins."));
    private static final Schema BODY =
            Schema.form(
                    "RouteMembers",
                    may("name", Schema.TEXT, "Its name; another one renames it."),
                    may("provider", Schema.TEXT, "id of the provider that serves it."),
                    may("targets", items(Schema.FREE), "Instead: several, of which one serves."),
                    may("_note", Schema.TEXT, "Why, for the history."));

    static RoutesApi of(ConfigDesk desk) {
        return new RoutesApi(new ConfigItems(desk, new ListEdit("models", "name"), "route"));
    }

    List<Row> rows() {
        return List.of(
                Row.of("GET", "/routes", "Lists the models of the configuration and their routes.")
                        .least(Role.VIEWER)
                        .gives(
                                Schema.form(
                                        "Routes",
                                        must("etag", Schema.TEXT, "For If-Match."),
                                        must(
                                                "form",
                                                Schema.words("sluice.yaml", "entries", "none"),
                                                "What the file says things in."),
                                        must("data", items(ROUTE), "In the file's order.")))
                        .reads(_ -> list()),
                Row.of("PUT", "/routes/{id}", "Makes or replaces a route in sluice.yaml.")
                        .least(Role.ADMIN)
                        .heeds(ConfigApi.IF_MATCH)
                        .body(BODY)
                        .gives(ConfigApi.IN_FORCE)
                        .changes(routes::put),
                Row.of("DELETE", "/routes/{id}", "Removes a route from sluice.yaml.")
                        .least(Role.ADMIN)
                        .takes(ProvidersApi.NOTE)
                        .heeds(ConfigApi.IF_MATCH)
                        .gives(ConfigApi.IN_FORCE)
                        .changes(routes::remove));
    }

    private Reply list() {
        ConfigItems.Shown shown = ConfigItems.shown(routes.desk());
        List<Node.Members> all = routes.items(shown);
        byte[] json =
                Json.object(out -> {
                    out.writeStringProperty("etag", shown.current().etag());
                    out.writeStringProperty("form", shown.form());
                    Json.array(
                            out,
                            "data",
                            all,
                            each -> {
                                out.writeStartObject();
                                out.writeStringProperty("name", routes.id(each));
                                out.writeName("config");
                                RawJson.write(each, out);
                                out.writeNumberProperty("line", each.line());
                                out.writeEndObject();
                            });
                });
        return new Reply(200, Reply.JSON, json, List.of(Outcomes.etag(shown.current().etag())));
    }
}
