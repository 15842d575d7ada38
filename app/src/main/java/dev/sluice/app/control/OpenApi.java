package dev.sluice.app.control;

import dev.sluice.app.Version;
import dev.sluice.app.access.Role;
import dev.sluice.relay.Control.Reply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Describes the table in OpenAPI 3.1, for people and for makers of clients. */
final class OpenApi {
    private static final Schema.Form ERROR =
            Schema.form(
                    "Error",
                    Schema.must(
                            "error",
                            Schema.form(
                                    "ErrorBody",
                                    Schema.must("message", Schema.TEXT, "What, and what to do."),
                                    Schema.must("type", Schema.TEXT, "Its class."),
                                    Schema.must(
                                            "param",
                                            Schema.perhaps(Schema.TEXT),
                                            "The member or parameter to blame."),
                                    Schema.must(
                                            "code", Schema.perhaps(Schema.TEXT), "For programs.")),
                            "What went wrong."));

    private final List<Row> table;
    private final SchemaJson schemas = new SchemaJson();

    private OpenApi(List<Row> table) {
        this.table = table;
    }

    /** Returns the row that describes a table, itself included. */
    static Row row(Supplier<List<Row>> table) {
        return Row.of("GET", "/openapi.json", "Describes these questions in OpenAPI 3.1.")
                .least(Role.OWNER)
                .reads(_ -> new Reply(200, new OpenApi(table.get()).write()));
    }

    private byte[] write() {
        return Json.object(out -> {
            out.writeStringProperty("openapi", "3.1.0");
            out.writeObjectPropertyStart("info");
            out.writeStringProperty("title", "Sluice: control");
            out.writeStringProperty("version", Version.text());
            out.writeEndObject();
            Json.array(
                    out,
                    "servers",
                    List.of("/admin/api"),
                    each -> {
                        out.writeStartObject();
                        out.writeStringProperty("url", each);
                        out.writeEndObject();
                    });
            Json.array(
                    out,
                    "security",
                    List.of("admin"),
                    each -> {
                        out.writeStartObject();
                        Json.array(out, each, List.<String>of(), out::writeString);
                        out.writeEndObject();
                    });
            paths(out);
            components(out);
        });
    }

    private void paths(JsonGenerator out) {
        Map<String, Map<String, Row.Doc>> paths = new LinkedHashMap<>();
        for (Row each : table) {
            paths.computeIfAbsent(each.doc().pattern(), _ -> new LinkedHashMap<>())
                    .put(each.doc().method().toLowerCase(Locale.ROOT), each.doc());
        }
        out.writeObjectPropertyStart("paths");
        paths.forEach((path, methods) -> {
            out.writeObjectPropertyStart(path);
            methods.forEach((method, doc) -> {
                out.writeObjectPropertyStart(method);
                operation(out, doc);
                out.writeEndObject();
            });
            out.writeEndObject();
        });
        out.writeEndObject();
    }

    private void operation(JsonGenerator out, Row.Doc doc) {
        String words = doc.pattern().replaceAll("[{}]", "").replaceAll("[/.]+", "_");
        out.writeStringProperty("operationId", doc.method().toLowerCase(Locale.ROOT) + words);
        out.writeStringProperty("summary", doc.summary());
        out.writeStringProperty("x-role", doc.access().word());
        String subject = doc.pattern().split("/", -1)[1];
        Json.array(out, "tags", List.of(subject), out::writeString);
        out.writeArrayPropertyStart("parameters");
        if (doc.hasId()) {
            parameter(out, "path", new Row.Parameter("id", Schema.TEXT, "Its name."));
        }
        doc.takes().forEach(each -> parameter(out, "query", each));
        doc.heeds().forEach(each -> parameter(out, "header", each));
        out.writeEndArray();
        @Nullable Schema body = doc.body();
        if (body != null) {
            out.writeObjectPropertyStart("requestBody");
            out.writeBooleanProperty("required", true);
            content(out, body, List.of());
            out.writeEndObject();
        }
        responses(out, doc.gives());
    }

    private void parameter(JsonGenerator out, String in, Row.Parameter parameter) {
        out.writeStartObject();
        out.writeStringProperty("name", parameter.name());
        out.writeStringProperty("in", in);
        out.writeBooleanProperty("required", in.equals("path"));
        out.writeStringProperty("description", parameter.says());
        out.writeName("schema");
        schemas.write(out, parameter.schema());
        out.writeEndObject();
    }

    private void responses(JsonGenerator out, Row.Gives gives) {
        out.writeObjectPropertyStart("responses");
        out.writeObjectPropertyStart(Integer.toString(gives.status()));
        out.writeStringProperty("description", "Done.");
        content(out, gives.schema(), gives.furtherTypes());
        out.writeEndObject();
        out.writeObjectPropertyStart("default");
        out.writeStringProperty("description", "Not done; the message says why.");
        content(out, ERROR, List.of());
        out.writeEndObject();
        out.writeEndObject();
    }

    private void content(JsonGenerator out, Schema schema, List<String> furtherTypes) {
        out.writeObjectPropertyStart("content");
        out.writeObjectPropertyStart("application/json");
        out.writeName("schema");
        schemas.write(out, schema);
        out.writeEndObject();
        for (String type : furtherTypes) {
            out.writeObjectPropertyStart(type);
            out.writeName("schema");
            schemas.write(out, Schema.TEXT);
            out.writeEndObject();
        }
        out.writeEndObject();
    }

    private void components(JsonGenerator out) {
        out.writeObjectPropertyStart("components");
        out.writeObjectPropertyStart("securitySchemes");
        out.writeObjectPropertyStart("admin");
        out.writeStringProperty("type", "http");
        out.writeStringProperty("scheme", "bearer");
        out.writeEndObject();
        out.writeEndObject();
        out.writeObjectPropertyStart("schemas");
        schemas.writeForms(out);
        out.writeEndObject();
        out.writeEndObject();
    }
}
