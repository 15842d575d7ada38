package dev.sluice.store;

import dev.sluice.core.VirtualKey;
import dev.sluice.core.access.AddressRange;
import dev.sluice.core.access.KeySpec;
import dev.sluice.core.access.TeamSpec;
import dev.sluice.core.access.Terms;
import dev.sluice.core.limit.Budget;
import dev.sluice.core.limit.Limit;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Keys and teams as JSON. What is written is read back as it was. */
final class SpecCodec {
    private static final JsonFactory FACTORY = new JsonFactory();

    private SpecCodec() {}

    /** Returns a JSON array of strings. */
    static String list(Collection<String> texts) {
        return written(to -> strings(to, texts));
    }

    static String write(KeySpec key) {
        return written(to -> write(to, key));
    }

    static String write(TeamSpec team) {
        return written(to -> write(to, team));
    }

    static KeySpec readKey(String json) {
        return read(json, SpecReader::key);
    }

    static TeamSpec readTeam(String json) {
        return read(json, SpecReader::team);
    }

    static void write(JsonGenerator to, KeySpec key) {
        to.writeStartObject();
        to.writeStringProperty("id", key.id());
        to.writeStringProperty("sha256", key.digest().hex());
        to.writeStringProperty("hint", key.hint());
        put(to, "owner", key.owner());
        put(to, "team", key.team());
        to.writeStringProperty("created", key.life().created().toString());
        Instant expires = key.life().expires();
        put(to, "expires", expires == null ? null : expires.toString());
        to.writeBooleanProperty("enabled", key.life().enabled());
        terms(to, key.terms());
        to.writeName("model_names");
        to.writeStartObject();
        key.names().forEach(to::writeStringProperty);
        to.writeEndObject();
        put(to, "default_model", key.route().defaultModel());
        put(to, "bound_to", key.route().boundTo());
        KeySpec.Habits habits = key.habits();
        to.writeStringProperty("priority", word(habits.priority()));
        to.writeBooleanProperty("heartbeat", habits.keepAlive() == VirtualKey.KeepAlive.ON);
        put(to, "code_msg", habits.codeMsg());
        put(to, "sensitive_finish_reason", habits.sensitive());
        to.writeEndObject();
    }

    static void write(JsonGenerator to, TeamSpec team) {
        to.writeStartObject();
        to.writeStringProperty("id", team.id());
        to.writeBooleanProperty("enabled", team.enabled());
        terms(to, team.terms());
        to.writeEndObject();
    }

    private static void terms(JsonGenerator to, Terms terms) {
        to.writeName("models");
        strings(to, terms.models());
        to.writeName("endpoints");
        strings(to, terms.endpoints());
        to.writeName("addresses");
        strings(to, terms.addresses().stream().map(AddressRange::text).toList());
        to.writeName("limits");
        to.writeStartArray();
        for (Limit each : terms.limits()) {
            to.writeStartObject();
            to.writeStringProperty("holder", each.holder());
            to.writeStringProperty("measure", word(each.measure()));
            to.writeNumberProperty("amount", each.amount());
            put(to, "model", each.model());
            to.writeEndObject();
        }
        to.writeEndArray();
        to.writeName("budgets");
        to.writeStartArray();
        for (Budget each : terms.budgets()) {
            to.writeStartObject();
            to.writeStringProperty("holder", each.holder());
            to.writeNumberProperty("micro", each.amount().micro());
            to.writeStringProperty("currency", each.amount().currency().name());
            to.writeStringProperty("window", word(each.window()));
            to.writeEndObject();
        }
        to.writeEndArray();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static void put(JsonGenerator to, String name, @Nullable String text) {
        if (text != null) {
            to.writeStringProperty(name, text);
        }
    }

    private static void put(JsonGenerator to, String name, @Nullable Boolean truth) {
        if (truth != null) {
            to.writeBooleanProperty(name, truth);
        }
    }

    private static void strings(JsonGenerator to, Collection<String> texts) {
        to.writeStartArray();
        texts.forEach(to::writeString);
        to.writeEndArray();
    }

    static String written(Consumer<JsonGenerator> what) {
        var text = new StringWriter();
        try (JsonGenerator to = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            what.accept(to);
        }
        return text.toString();
    }

    static <T> T read(String json, Function<SpecReader, T> how) {
        try (JsonParser from = FACTORY.createParser(ObjectReadContext.empty(), json)) {
            from.nextToken();
            return how.apply(new SpecReader(from));
        } catch (JacksonException e) {
            throw new IllegalArgumentException("a stored key or team is not valid JSON", e);
        }
    }
}
