package dev.sluice.app.edit;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * A piece of a YAML text and where it stands. Unlike a tree of values it tells what is written from
 * what an alias repeats.
 *
 * @param from its first character; an anchor, a tag or a quote included
 * @param to behind the last character that says something; comments and line breaks are not in it
 * @param word of a single value, what it says
 * @param inner of members: name, value, name, value; of a list its items
 */
record Piece(Kind kind, int from, int to, @Nullable String word, List<Piece> inner) {
    private static final int DEEPEST = 100;

    /** The ways in which something is written. */
    enum Kind {
        WORD,
        ALIAS,
        /** Members, each on a line. */
        BLOCK_MEMBERS,
        /** Items, each behind a dash. */
        BLOCK_ITEMS,
        /** Members in braces. */
        FLOW_MEMBERS,
        /** Items in brackets. */
        FLOW_ITEMS
    }

    /** A value and the piece that names it. */
    record Member(Piece name, Piece value) {}

    boolean isList() {
        return kind == Kind.BLOCK_ITEMS || kind == Kind.FLOW_ITEMS;
    }

    boolean isFlow() {
        return kind == Kind.FLOW_ITEMS || kind == Kind.FLOW_MEMBERS;
    }

    List<Member> members() {
        List<Member> members = new ArrayList<>();
        if (kind == Kind.BLOCK_MEMBERS || kind == Kind.FLOW_MEMBERS) {
            for (int i = 0; i + 1 < inner.size(); i += 2) {
                members.add(new Member(inner.get(i), inner.get(i + 1)));
            }
        }
        return members;
    }

    @Nullable Member member(String name) {
        return members().stream()
                .filter(each -> name.equals(each.name().word()))
                .findFirst()
                .orElse(null);
    }

    /**
     * Reads the first document of a text; null when there is none, or when it is no YAML, which
     * JSON with comments is not.
     */
    static @Nullable Piece of(String text) {
        try {
            var settings = LoadSettings.builder().setUseMarks(true).build();
            var parser = new ParserImpl(settings, new StreamReader(settings, text));
            while (parser.hasNext()) {
                if (parser.next() instanceof DocumentStartEvent) {
                    return new Reader(text, parser).piece(0);
                }
            }
            return null;
        } catch (YamlEngineException _) {
            return null;
        }
    }

    /** Reads pieces from events. */
    private static final class Reader {
        private final String text;
        private final ParserImpl events;
        private int codePoints;
        private int characters;

        Reader(String text, ParserImpl events) {
            this.text = text;
            this.events = events;
        }

        Piece piece(int depth) {
            return piece(events.next(), depth);
        }

        private Piece piece(Event event, int depth) {
            if (depth > DEEPEST) {
                throw new YamlEngineException("nested too deep");
            }
            int from = at(event.getStartMark().orElseThrow());
            return switch (event) {
                case ScalarEvent scalar -> {
                    int to = trimmed(from, at(scalar.getEndMark().orElseThrow()));
                    yield new Piece(Kind.WORD, from, to, scalar.getValue(), List.of());
                }
                case AliasEvent alias ->
                        new Piece(
                                Kind.ALIAS,
                                from,
                                at(alias.getEndMark().orElseThrow()),
                                null,
                                List.of());
                case MappingStartEvent mapping ->
                        inner(
                                mapping.getFlowStyle() == FlowStyle.FLOW
                                        ? Kind.FLOW_MEMBERS
                                        : Kind.BLOCK_MEMBERS,
                                from,
                                depth);
                case SequenceStartEvent sequence ->
                        inner(
                                sequence.getFlowStyle() == FlowStyle.FLOW
                                        ? Kind.FLOW_ITEMS
                                        : Kind.BLOCK_ITEMS,
                                from,
                                depth);
                default -> throw new YamlEngineException("an unknown kind of YAML event");
            };
        }

        private Piece inner(Kind kind, int from, int depth) {
            List<Piece> inner = new ArrayList<>();
            int to = from;
            Event next = Objects.requireNonNull(events.next());
            while (next.getEventId() != Event.ID.MappingEnd
                    && next.getEventId() != Event.ID.SequenceEnd) {
                inner.add(piece(next, depth + 1));
                to = Math.max(to, inner.getLast().to());
                next = Objects.requireNonNull(events.next());
            }
            boolean flow = kind == Kind.FLOW_ITEMS || kind == Kind.FLOW_MEMBERS;
            // A block ends only where something else begins, behind comments that follow it.
            int end = flow ? at(next.getEndMark().orElseThrow()) : to;
            return new Piece(kind, from, end, null, List.copyOf(inner));
        }

        /** A block of text ends behind its line breaks. */
        private int trimmed(int from, int end) {
            int to = end;
            while (to > from && Character.isWhitespace(text.charAt(to - 1))) {
                to--;
            }
            return to;
        }

        /** Turns a count of code points into one of characters; counts mostly grow. */
        private int at(Mark mark) {
            int wanted = mark.getIndex();
            if (wanted < codePoints) {
                codePoints = 0;
                characters = 0;
            }
            characters = text.offsetByCodePoints(characters, wanted - codePoints);
            codePoints = wanted;
            return characters;
        }
    }
}
