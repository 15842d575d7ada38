package dev.sluice.relay;

import dev.sluice.core.Deployment;
import dev.sluice.core.Upstream;
import dev.sluice.core.VirtualKey;
import dev.sluice.providers.Manners;
import dev.sluice.providers.Post;
import dev.sluice.providers.Relayable;
import dev.sluice.wire.openai.CompatibleDialect;
import dev.sluice.wire.openai.Quirks;
import org.jspecify.annotations.Nullable;

/** A provider's manners as a key wants them. */
final class KeyManners {
    private KeyManners() {}

    /** Returns the provider's manners, with the key's word where it has one. */
    static Manners of(Manners provider, VirtualKey.Wording key) {
        if (key.sensitive() == null && key.codeMsg() == null) {
            return provider;
        }
        return new Manners(
                sensitive(provider, key.sensitive()),
                envelope(provider, key.codeMsg()),
                provider.search(),
                provider.losses());
    }

    /** Returns whether answers have to be read for the key's sake. */
    static boolean rewords(VirtualKey.Wording key) {
        return key.sensitive() != null || Boolean.TRUE.equals(key.codeMsg());
    }

    /**
     * Returns what stands behind a deployment for a key: bytes can be passed on as they are unless
     * the key has a say in them.
     */
    static Upstream upstream(Deployment deployment, VirtualKey.Wording key) {
        if (!rewords(key) || !(deployment.upstream() instanceof Upstream.Remote remote)) {
            return deployment.upstream();
        }
        Quirks quirks =
                deployment.streamUsage() == Deployment.StreamUsage.LEAVE
                        ? Quirks.unknown().withoutStreamOptions()
                        : Quirks.unknown();
        String target = remote.address().target("/chat/completions", "", null);
        var protocol = Post.to(remote.address().origin(), target, new CompatibleDialect(quirks));
        return new Upstream.Translated(remote, protocol, Manners.DEFAULT, Relayable.NEVER);
    }

    /** No means what it means in the configuration: OpenAI's own word. */
    private static Manners.Sensitive sensitive(Manners provider, @Nullable Boolean wanted) {
        if (wanted == null) {
            return provider.sensitive();
        }
        return wanted ? Manners.Sensitive.SENSITIVE : Manners.Sensitive.CONTENT_FILTER;
    }

    private static Manners.Envelope envelope(Manners provider, @Nullable Boolean wanted) {
        if (wanted == null) {
            return provider.envelope();
        }
        return wanted ? Manners.Envelope.CODE_AND_MSG : Manners.Envelope.OPENAI;
    }
}
