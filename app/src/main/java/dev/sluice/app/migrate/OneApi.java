package dev.sluice.app.migrate;

import dev.sluice.app.config.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Channels and tokens of one-api or new-api, as {@code GET /api/channel/} and {@code GET
 * /api/token/} list them. A channel becomes a provider; its models become names whose targets are
 * the channels that serve them, those of the highest priority first; a token becomes a key.
 */
final class OneApi implements Adapter {
    private static final Set<String> ENVELOPE =
            Set.of("success", "message", "total", "page", "page_size", "type_counts");

    private final ChannelTypes types;

    OneApi(ChannelTypes types) {
        this.types = types;
    }

    @Override
    public Plan plan(Node file, Report report) {
        List<Piece> channels = new ArrayList<>();
        List<Piece> tokens = new ArrayList<>();
        for (OneApiRows.Table table : OneApiRows.tables(file, "")) {
            for (Piece each : Piece.pieces(table.rows(), table.path(), report)) {
                if (each.is(OneApiRows::isChannel)) {
                    channels.add(each);
                } else if (each.is(OneApiRows::isToken)) {
                    tokens.add(each);
                } else {
                    each.found(
                            Finding.Kind.UNSUPPORTED,
                            "neither a channel nor a token; not written",
                            "既不是渠道也不是令牌，未写入");
                }
            }
        }
        if (file instanceof Node.Members members) {
            envelope(new Piece(members, "", report));
        }
        var read = new OneApiChannels(types);
        channels.forEach(read::add);
        var keys = new OneApiTokens(read.groups(), read.names());
        tokens.forEach(keys::add);
        stayBehind(file, report);
        if (tokens.isEmpty() && !channels.isEmpty()) {
            noKeys(file, report);
        }
        return new Plan(
                new Plan.Gate(Plan.Door.CLOSED, null),
                read.providers(),
                read.models(),
                keys.teams(),
                keys.keys(),
                List.of());
    }

    private static void stayBehind(Node file, Report report) {
        report.add(
                Finding.Kind.UNSUPPORTED,
                file.line(),
                "",
                new Sentence(
                        "what was counted and noted (used_quota, balance, response_time, tag,"
                                + " remark, ...) stays behind; usage begins anew",
                        "已统计和备注的内容(used_quota、balance、response_time、tag、remark 等)不迁移；用量重新统计"));
    }

    private static void noKeys(Node file, Report report) {
        report.add(
                Finding.Kind.MANUAL,
                file.line(),
                "",
                new Sentence(
                        "there are no tokens in this file: Sluice makes one key and prints it"
                                + " at its first start",
                        "文件中没有令牌：首次启动时 Sluice 会生成一个密钥并打印"));
    }

    /** Says what stands around the lists and is not known. */
    private static void envelope(Piece file) {
        file.skip(ENVELOPE);
        for (String each : OneApiRows.INWARDS) {
            if (file.take(each) instanceof Node.Members) {
                @Nullable Piece inner = file.piece(each);
                if (inner != null) {
                    envelope(inner);
                }
            }
        }
        file.rest();
    }
}
