package dev.sluice.app.config;

import dev.sluice.core.Route;
import dev.sluice.core.Strategy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes members and policies of the words that both formats share. */
final class Strategies {
    private Strategies() {}

    static Route.Member member(Route route, SluiceYaml.Share share) {
        @Nullable Double price = share.price();
        return new Route.Member(route, share.weight(), share.tier(), price == null ? -1 : price);
    }

    static Route.Policy policy(SluiceYaml.Recovery recovery, @Nullable Route larger) {
        SluiceYaml.@Nullable Hedge hedge = recovery.hedge();
        return new Route.Policy(
                recovery.retries(),
                hedge == null
                        ? null
                        : new Route.Hedge(
                                hedge.after() == null ? 0 : hedge.after().toMillis(),
                                hedge.share()),
                larger);
    }

    /** Says what is odd about a group that can be used all the same. */
    static void remarks(Findings findings, Node.Members at, String path, Route.Group group) {
        if (at.get("sticky_by") != null && !(group.strategy() instanceof Strategy.Sticky)) {
            findings.note(
                    at.lineOf("sticky_by"),
                    Binder.join(path, "sticky_by"),
                    "has no effect: the strategy is not sticky");
        }
        if (group.policy().hedge() != null && group.deployments().size() < 2) {
            findings.note(
                    at.lineOf("hedge"),
                    Binder.join(path, "hedge"),
                    "has no effect: there is no second deployment to ask");
        }
        List<Route.Member> members = group.members();
        if (group.strategy() instanceof Strategy.Cheapest
                && members.stream().anyMatch(each -> each.price() < 0)) {
            findings.note(at.line(), path, "a member without a price is asked after all others");
        }
    }
}
