package dev.sluice.app.config;

import dev.sluice.core.Deployment.StreamUsage;
import dev.sluice.core.Upstream;
import dev.sluice.providers.Manners;
import dev.sluice.providers.Post;
import dev.sluice.providers.Preset;
import dev.sluice.providers.Protocol;
import dev.sluice.providers.Relayable;
import dev.sluice.providers.Searching;
import dev.sluice.wire.openai.AsIs;
import dev.sluice.wire.openai.CompatibleDialect;
import dev.sluice.wire.openai.Quirks;
import org.jspecify.annotations.Nullable;

/** Decides whether calls to a vendor that speaks OpenAI's language are translated, and how. */
final class Translations {
    private Translations() {}

    /**
     * Returns the remote itself where every byte can be passed on, or a translation where the
     * vendor has quirks or the configuration wants answers to be changed.
     */
    static Upstream openAi(Upstreams.Place place, Upstream.Remote remote, StreamUsage usage) {
        SluiceYaml.Connection connection = place.connection();
        Preset preset = place.preset();
        @Nullable Quirks known = preset.quirks();
        boolean changed =
                connection.sensitiveFinishReason() != null
                        || connection.codeMsg()
                        || connection.estimateUsage();
        if (known == null && !changed && preset.chat().equals(Preset.CHAT)) {
            return remote;
        }
        Quirks quirks = known == null ? Quirks.unknown() : known;
        if (usage == StreamUsage.LEAVE) {
            quirks = quirks.withoutStreamOptions();
        }
        Manners manners = manners(place);
        String target = remote.address().target(preset.chat(), "", null);
        var dialect = new CompatibleDialect(quirks);
        Protocol protocol =
                Searching.of(
                        Post.to(remote.address().origin(), target, dialect),
                        quirks,
                        remote.address().target("/responses", "", null));
        boolean never =
                changed
                        || manners.sensitive() != Manners.Sensitive.AS_SAID
                        || quirks.answers().lane() == Quirks.Lane.READ
                        || !preset.chat().equals(Preset.CHAT);
        Relayable relayed = never ? Relayable.NEVER : new AsIs(quirks)::test;
        return new Upstream.Translated(remote, protocol, manners, relayed);
    }

    /** What callers are told and spared: the configuration's word, else the vendor's habit. */
    static Manners manners(Upstreams.Place place) {
        SluiceYaml.Connection connection = place.connection();
        Manners usual = place.preset().manners();
        Manners.Sensitive sensitive =
                switch (connection.sensitiveFinishReason()) {
                    case null -> usual.sensitive();
                    case ON -> Manners.Sensitive.SENSITIVE;
                    case OFF -> Manners.Sensitive.CONTENT_FILTER;
                };
        Manners.Search search =
                switch (connection.internetUnsupported()) {
                    case IGNORE -> Manners.Search.IGNORED;
                    case ERROR -> Manners.Search.REFUSED;
                };
        return new Manners(
                sensitive,
                connection.codeMsg() ? Manners.Envelope.CODE_AND_MSG : Manners.Envelope.OPENAI,
                search,
                connection.strict() ? Manners.Losses.REFUSED : Manners.Losses.REPORTED);
    }

    /** Whether the vendor is asked for usage on streams. */
    static StreamUsage usage(Preset preset, SluiceYaml.Connection connection) {
        @Nullable StreamUsage configured = connection.streamUsage();
        if (configured != null) {
            return configured;
        }
        @Nullable Quirks quirks = preset.quirks();
        return quirks != null && quirks.words().usage() == Quirks.Usage.UNASKED
                ? StreamUsage.LEAVE
                : StreamUsage.ASK;
    }
}
