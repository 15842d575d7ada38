package dev.sluice.app.migrate;

import dev.sluice.app.config.Node;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts a plan into the words of {@code sluice.yaml}; what is usual is left unsaid. */
final class PlanTree {
    private PlanTree() {}

    static Node.Members of(Plan plan) {
        Map<String, Node> file = new LinkedHashMap<>();
        Map<String, Node> server = new LinkedHashMap<>();
        if (plan.gate().door() == Plan.Door.OPEN) {
            server.put("open", Values.truth(true));
        }
        put(server, "log_format", plan.gate().log());
        if (!server.isEmpty()) {
            file.put("server", Values.members(server));
        }
        file.put("providers", Values.items(plan.providers().stream().map(PlanTree::of).toList()));
        file.put("models", Values.items(plan.models().stream().map(PlanTree::of).toList()));
        if (!plan.teams().isEmpty()) {
            file.put("teams", Values.items(plan.teams().stream().map(PlanTree::of).toList()));
        }
        file.put("keys", Values.items(plan.keys().stream().map(PlanTree::of).toList()));
        if (!plan.prices().isEmpty()) {
            file.put("prices", Values.items(plan.prices().stream().map(PlanTree::of).toList()));
        }
        return Values.members(file);
    }

    private static Node.Members of(Plan.Provider provider) {
        Map<String, Node> members = new LinkedHashMap<>();
        put(members, "id", provider.id());
        put(members, "type", provider.type());
        members.putAll(provider.words());
        if (!provider.options().isEmpty()) {
            members.put("options", Values.members(provider.options()));
        }
        return Values.members(members);
    }

    private static Node.Members of(Plan.Model model) {
        Map<String, Node> members = new LinkedHashMap<>();
        put(members, "name", model.name());
        if (!model.aliases().isEmpty()) {
            members.put("aliases", Values.texts(model.aliases()));
        }
        Plan.Choice choice = model.choice();
        if (choice.strategy() == null
                && model.targets().size() == 1
                && model.targets().getFirst().way() instanceof Plan.Way.To) {
            way(members, model.targets().getFirst().way());
        } else {
            put(members, "strategy", choice.strategy());
            put(members, "sticky_by", choice.stickyBy());
            members.put(
                    "targets", Values.items(model.targets().stream().map(PlanTree::of).toList()));
        }
        if (choice.retries() > 0) {
            members.put("retries", Values.number(choice.retries()));
        }
        if (choice.hedge() != null) {
            members.put("hedge", choice.hedge());
        }
        put(members, "larger_model", choice.larger());
        return Values.members(members);
    }

    private static void way(Map<String, Node> members, Plan.Way way) {
        switch (way) {
            case Plan.Way.To(var provider, var upstream, var parameters) -> {
                put(members, "provider", provider);
                put(members, "upstream_model", upstream);
                if (!parameters.isEmpty()) {
                    members.put("parameters", Values.members(parameters));
                }
            }
            case Plan.Way.Other(var model) -> put(members, "model", model);
        }
    }

    private static Node.Members of(Plan.Target target) {
        Map<String, Node> members = new LinkedHashMap<>();
        way(members, target.way());
        if (target.weight() != 1) {
            members.put("weight", Values.number(target.weight()));
        }
        if (target.tier() != 1) {
            members.put("tier", Values.number(target.tier()));
        }
        if (target.price() != null) {
            members.put("price", Values.number(target.price()));
        }
        return Values.members(members);
    }

    private static Node.Members of(Plan.Team team) {
        Map<String, Node> members = new LinkedHashMap<>();
        put(members, "id", team.id());
        members.put("models", Values.texts(team.models()));
        return Values.members(members);
    }

    private static Node.Members of(Plan.Key key) {
        Map<String, Node> members = new LinkedHashMap<>();
        put(members, "id", key.id());
        put(members, "key", key.secret());
        put(members, "owner", key.holder().owner());
        put(members, "team", key.holder().team());
        if (key.holder().state() == Plan.State.DISABLED) {
            members.put("enabled", Values.truth(false));
        }
        put(members, "expires", key.holder().expires());
        reach(members, key.reach());
        if (!key.budgets().isEmpty()) {
            members.put("budgets", Values.items(key.budgets().stream().map(PlanTree::of).toList()));
        }
        return Values.members(members);
    }

    private static void reach(Map<String, Node> members, Plan.Reach reach) {
        @Nullable List<String> models = reach.models();
        if (models != null) {
            members.put("models", Values.texts(models));
        }
        if (!reach.addresses().isEmpty()) {
            members.put("addresses", Values.texts(reach.addresses()));
        }
        if (!reach.names().isEmpty()) {
            Map<String, Node> names = new LinkedHashMap<>();
            reach.names().forEach((name, model) -> put(names, name, model));
            members.put("model_names", Values.members(names));
        }
        put(members, "bound_to", reach.boundTo());
        put(members, "default_model", reach.preferred());
    }

    private static Node.Members of(Plan.Budget budget) {
        Map<String, Node> members = new LinkedHashMap<>();
        members.put("amount", Values.number(budget.amount()));
        put(members, "currency", budget.currency());
        put(members, "window", budget.window());
        return Values.members(members);
    }

    private static Node.Members of(Plan.Price price) {
        Map<String, Node> members = new LinkedHashMap<>();
        put(members, "provider", price.provider());
        put(members, "model", price.model());
        put(members, "currency", price.currency());
        price.rates().forEach((word, rate) -> members.put(word, Values.number(rate)));
        return Values.members(members);
    }

    private static void put(Map<String, Node> members, String name, @Nullable String text) {
        if (text != null) {
            members.put(name, Values.text(text));
        }
    }
}
