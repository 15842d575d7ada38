package dev.sluice.wire.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.wire.Tree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCursorTest {
    private final JsonCursor cursor = new JsonCursor();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                " [ ] ",
                "\"x\"",
                "{\"a\":{},\"b\":[]}",
                "[[],[[]],{}]",
                " { \"a\" : [ 1 , \"t\\u0041\" , { \"b\" : null } ] , \"c\" : true } "
            })
    void walksLikeJackson(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        cursor.reset(bytes, 0, bytes.length);
        Object walked = walk(bytes);
        cursor.finish();
        assertEquals(Tree.read(bytes), walked);
    }

    private @Nullable Object walk(byte[] bytes) {
        return switch (cursor.kind()) {
            case OBJECT -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                cursor.enterObject();
                while (cursor.nextMember()) {
                    String name = cursor.name();
                    map.put(name, walk(bytes));
                }
                yield map;
            }
            case ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                cursor.enterArray();
                while (cursor.nextElement()) {
                    list.add(walk(bytes));
                }
                yield list;
            }
            case STRING, NUMBER, TRUE, FALSE, NULL -> {
                int from = cursor.position();
                yield Tree.read(bytes, from, cursor.skip());
            }
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{,}",
                "{\"a\":1,}",
                "[1,]",
                "[,]",
                "[1 2]",
                "{\"a\":1 \"b\":2}",
                "{\"a\"}",
                "{\"a\":[}",
                "{} x",
                "[]]"
            })
    void refusesWhatIsNotJson(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        assertThrows(
                MalformedJson.class,
                () -> {
                    cursor.reset(bytes, 0, bytes.length);
                    walk(bytes);
                    cursor.finish();
                });
    }
}
