package dev.sluice.packer;

import com.google.javascript.jscomp.CompilerPass;
import com.google.javascript.rhino.Node;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Notes which modules are put together, and refuses those that import what is not there: the
 * compiler does not.
 */
final class Modules implements CompilerPass {
    private final Sources site;
    private final Map<String, String> imports;
    private final Set<String> names = new TreeSet<>();

    Modules(Sources site, Map<String, String> imports) {
        this.site = site;
        this.imports = imports;
    }

    /** Returns the names of the files, once the compiler has found them. */
    Set<String> names() {
        return names;
    }

    @Override
    public void process(Node externs, Node root) {
        for (@Nullable Node script = root.getFirstChild();
                script != null;
                script = script.getNext()) {
            @Nullable String name = script.getSourceFileName();
            if (name != null) {
                names.add(name);
                check(name, script);
            }
        }
    }

    private void check(String name, Node node) {
        @Nullable Node from = node.getLastChild();
        if ((node.isImport() || node.isExport()) && from != null && from.isStringLit()) {
            String wanted = from.getString();
            if (!site.has(file(name, wanted))) {
                throw new Refused(
                        "%s:%d: there is no %s".formatted(name, node.getLineno(), wanted));
            }
        }
        for (@Nullable Node child = node.getFirstChild(); child != null; child = child.getNext()) {
            check(name, child);
        }
    }

    private String file(String importer, String specifier) {
        if (!specifier.startsWith(".")) {
            return imports.getOrDefault(specifier, specifier).replaceFirst("^\\./", "");
        }
        return Path.of(importer)
                .resolveSibling(specifier)
                .normalize()
                .toString()
                .replace('\\', '/');
    }
}
