package dev.sluice.wire.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.wire.Tree;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EditsTest {
    private final Edits edits = new Edits();

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private String result(String text) {
        byte[] src = bytes("##" + text + "##");
        byte[] written = edits.apply(src, 2, src.length - 2);
        ByteArrayOutputStream pieces = new ByteArrayOutputStream();
        edits.pieces(src, 2, src.length - 2, (buf, from, to) -> pieces.write(buf, from, to - from));
        assertEquals(new String(written, UTF_8), pieces.toString(UTF_8));
        assertEquals(written.length, edits.length(2, src.length - 2));
        return new String(written, UTF_8);
    }

    @Test
    void editsApplyInTheOrderOfTheTextWhateverTheOrderOfTheCalls() {
        edits.insert(2 + 10, bytes("END"));
        edits.replace(2 + 3, 2 + 5, bytes("<3,4>"));
        edits.insert(2 + 3, bytes("["));
        edits.insert(2 + 3, bytes("]"));
        edits.remove(2 + 7, 2 + 8);
        edits.insert(2, bytes("START"));
        assertEquals("START012[]<3,4>5689END", result("0123456789"));
        edits.clear();
        assertTrue(edits.isEmpty());
        assertEquals("0123456789", result("0123456789"));
    }

    @Test
    void oneByteIsNotEditedTwice() {
        edits.remove(3, 6);
        assertThrows(IllegalArgumentException.class, () -> edits.replace(5, 7, bytes("x")));
        assertThrows(IllegalArgumentException.class, () -> edits.insert(4, bytes("x")));
        assertThrows(IllegalArgumentException.class, () -> edits.remove(1, 4));
        assertThrows(IllegalArgumentException.class, () -> edits.remove(9, 8));
        edits.insert(6, bytes("x"));
        assertFalse(edits.isEmpty());
    }

    @Test
    void anObjectEditorDropsAnySubsetOfMembers() {
        String text = "{ \"a\":1 , \"b\" : 2,\"c\":[3] ,\"d\":4 }";
        for (int dropped = 0; dropped < 16; dropped++) {
            for (int appended = 0; appended < 3; appended++) {
                Map<String, @Nullable Object> expected = new LinkedHashMap<>();
                String edited = edited(text, dropped, appended);
                Object all = Tree.read(text);
                int i = 0;
                for (Map.Entry<String, @Nullable Object> e : Tree.object(all).entrySet()) {
                    if ((dropped >> i & 1) == 0) {
                        expected.put(e.getKey(), e.getValue());
                    }
                    i++;
                }
                for (int k = 0; k < appended; k++) {
                    expected.put("new" + k, k);
                }
                assertEquals(expected, Tree.read(edited), edited);
            }
        }
    }

    private String edited(String text, int dropped, int appended) {
        byte[] src = bytes(text);
        JsonMembers members = new JsonMembers();
        members.scan(src, 0, src.length);
        edits.clear();
        ObjectEditor editor = new ObjectEditor(edits);
        editor.begin();
        for (int i = 0; i < members.size(); i++) {
            if ((dropped >> i & 1) == 0) {
                editor.keep(members.keyFrom(i), members.valueTo(i));
            } else {
                editor.drop(members.keyFrom(i), members.valueTo(i));
            }
        }
        editor.close();
        for (int k = 0; k < appended; k++) {
            editor.append(members.end(), bytes("\"new" + k + "\":" + k));
        }
        return new String(edits.apply(src, 0, src.length), UTF_8);
    }
}
