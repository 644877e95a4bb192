package io.luavm;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Shows values that hold each other to any depth, and themselves, with a stack of its own. */
final class ValueText {
    private final StringBuilder text = new StringBuilder();
    private final Set<Object> shown = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Open> open = new ArrayDeque<>();

    private ValueText() {}

    /** A list or table whose content is being written. */
    private static final class Open {
        final Iterator<?> rest;
        final String end;
        boolean begun;

        Open(Iterator<?> rest, String end) {
            this.rest = rest;
            this.end = end;
        }
    }

    static String of(Object table) {
        ValueText to = new ValueText();
        to.value(table);
        while (!to.open.isEmpty()) {
            to.step(to.open.peek());
        }
        return to.text.toString();
    }

    private void step(Open here) {
        if (!here.rest.hasNext()) {
            text.append(here.end);
            open.pop();
            return;
        }
        text.append(here.begun ? ", " : "");
        here.begun = true;
        Object next = here.rest.next();
        if (next instanceof Map.Entry<?, ?> entry) {
            key(entry.getKey());
            value(entry.getValue());
        } else {
            value(next);
        }
    }

    private void key(Object key) {
        text.append(isTable(key) ? "<table>" : simple(key)).append('=');
    }

    private void value(Object value) {
        if (!isTable(value)) {
            text.append(simple(value));
        } else if (!shown.add(value)) {
            text.append("...");
        } else if (value instanceof LuaTable table) {
            text.append('{');
            open.push(new Open(table.asMap().entrySet().iterator(), "}"));
        } else {
            text.append('[');
            open.push(new Open(((List<?>) value).iterator(), "]"));
        }
    }

    private static boolean isTable(Object value) {
        return value instanceof LuaTable || value instanceof LuaList;
    }

    /** What Lua calls a value of this kind. */
    static String typeOf(Object value) {
        if (value == null) {
            return "nil";
        }
        if (value instanceof Boolean) {
            return "boolean";
        }
        if (value instanceof Number) {
            return "number";
        }
        if (value instanceof CharSequence || value instanceof byte[]) {
            return "string";
        }
        if (value instanceof LuaReference reference) {
            return reference.kind().toString();
        }
        return isTable(value) ? "table" : value.getClass().getSimpleName();
    }

    private static String simple(Object value) {
        return value instanceof byte[] bytes ? "<" + bytes.length + " bytes>" : String.valueOf(value);
    }
}
