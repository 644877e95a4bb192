package io.luavm;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntFunction;

/** A table on its way into a VM, and how one gets there. */
final class ValuePath {
    /** Steps shown of a path; of a longer one the last. */
    private static final int SHOWN = 16;

    final Object value;
    private final ValuePath parent;
    private final Object key;

    /** What the writer found in it. */
    int items;

    int pairs;
    int kind;

    ValuePath(Object value, ValuePath parent, Object key) {
        this.value = value;
        this.parent = parent;
        this.key = key;
    }

    /** For example "argument 2.tags[3]". */
    static String of(IntFunction<String> what, ValuePath table, Object key) {
        Deque<String> steps = new ArrayDeque<>();
        Object step = key;
        ValuePath at = table;
        for (; at != null; at = at.parent) {
            if (steps.size() < SHOWN) {
                steps.push(step(step));
            }
            if (at.parent == null && steps.size() == SHOWN) {
                steps.push("...");
            }
            step = at.key;
        }
        return what.apply((Integer) step) + String.join("", steps);
    }

    private static String step(Object key) {
        if (key instanceof CharSequence text) {
            return isName(text) ? "." + text : "[\"" + (text.length() > 40 ? text.subSequence(0, 40) : text) + "\"]";
        }
        return key instanceof Number || key instanceof Boolean ? "[" + key + "]" : "[" + ValueText.typeOf(key) + "]";
    }

    private static boolean isName(CharSequence text) {
        return !text.isEmpty() && text.length() <= 40
            && text.chars().allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || c == '_'));
    }
}
