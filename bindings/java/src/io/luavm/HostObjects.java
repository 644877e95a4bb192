package io.luavm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Classes of host objects in one VM, made there when the first object of one goes in. */
final class HostObjects {
    /** What scripts see of an exception. */
    private static final LuaClass<Throwable> ERROR = LuaClass.builder(Throwable.class).name("error")
        .method("__tostring", (error, arguments) -> message(error)).property("message", HostObjects::message).build();

    private final VmCalls calls;

    /** The newest last. */
    private final List<LuaClass<?>> defined = new ArrayList<>(List.of(ERROR));

    private final Map<LuaClass<?>, Long> kinds = new HashMap<>();

    /** An object in the table; a record of its own, so that no object is taken for anything else. */
    private record Exposed(Object object) {}

    /** A class in the table: its properties, and what goes with it. */
    private record Kind(LuaClass<?> definition, HostTable table, long[] methods) implements Binding, Runnable {
        @Override
        public Object invoke(LuaVm vm, Object[] arguments) throws Exception {
            return arguments.length == 2
                ? definition.get(arguments[0], arguments[1])
                : definition.set(arguments[0], arguments[1], arguments[2]);
        }

        /** The class is gone, and with it what calls the methods. */
        @Override
        public void run() {
            for (long method : methods) {
                table.remove(method);
            }
        }
    }

    HostObjects(VmCalls calls, LuaTemplate template) {
        this.calls = calls;
        if (template != null) {
            defined.addAll(template.classes());
        }
    }

    static String message(Throwable error) {
        String message = error.getMessage();
        return message != null ? message : error.getClass().getName();
    }

    void define(LuaClass<?> definition) {
        calls.plain(() -> defined.add(definition));
    }

    private LuaClass<?> definition(Object value) {
        for (int i = defined.size() - 1; i >= 0; i--) {
            if (defined.get(i).type().isInstance(value)) {
                return defined.get(i);
            }
        }
        return null;
    }

    boolean knows(Object value) {
        return definition(value) != null;
    }

    /** A reference to a new userdata for an object. */
    long make(Object value) {
        LuaClass<?> definition = definition(value);
        Long kind = kinds.get(definition);
        if (kind == null) {
            kind = makeKind(definition);
            kinds.put(definition, kind);
        }
        long number = calls.table.add(new Exposed(value));
        long[] reference = new long[1];
        byte[][] message = new byte[1][];
        int status = Native.makeObject(calls.handle.number, kind, number, reference, message);
        calls.checkOwned(status, message[0], number);
        return reference[0];
    }

    private long makeKind(LuaClass<?> definition) {
        List<byte[]> names = new ArrayList<>(List.of(VmCalls.utf8(definition.name())));
        long[] users = new long[definition.methods().size()];
        definition.methods().forEach((name, method) -> {
            users[names.size() - 1] = calls.table.add(method);
            names.add(VmCalls.utf8(name));
        });
        Kind entry = new Kind(definition, calls.table, users);
        long number = calls.table.add(entry);
        long[] kind = new long[1];
        byte[][] message = new byte[1][];
        int[] lengths = names.stream().mapToInt(name -> name.length).toArray();
        int status =
            Native.makeClass(calls.handle.number, joined(names, lengths), lengths, users, number, kind, message);
        if (status != AbiConstants.LUAVM_OK) {
            entry.run();
        }
        calls.checkOwned(status, message[0], number);
        return kind[0];
    }

    private static byte[] joined(List<byte[]> names, int[] lengths) {
        int length = 0;
        for (int each : lengths) {
            length += each;
        }
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] name : names) {
            System.arraycopy(name, 0, all, at, name.length);
            at += name.length;
        }
        return all;
    }

    /** What an entry of the table stands for. */
    static Object object(Object entry) {
        return entry instanceof Exposed exposed ? exposed.object : null;
    }

    /** After a reset the VM has no classes. */
    void forgetClasses() {
        kinds.clear();
    }
}
