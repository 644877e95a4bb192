package io.luavm;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What scripts may do with objects of a Java class: these methods and properties and nothing else.
 *
 * <pre>{@code
 * vm.define(LuaClass.builder(Player.class)
 *     .property("name", Player::name)
 *     .property("points", Player::points, (player, value) -> player.setPoints((Long) value))
 *     .method("award", (player, args) -> player.award(args.integer(0)))
 *     .build());
 * vm.register("find", args -> players.get(args.string(0)));   // local p = find("Ada") p:award(10)
 * }</pre>
 *
 * <p>Each time an object goes in it becomes a new userdata; {@code ==} compares the objects behind them. It comes out as
 * the object itself, and is kept for as long as scripts hold it.
 *
 * @param <T> the class or interface
 */
public final class LuaClass<T> {
    /**
     * A method.
     *
     * @param <T> of the object
     */
    @FunctionalInterface
    public interface Method<T> {
        /**
         * Answers {@code object:method(...)}.
         *
         * @param self the object
         * @param arguments without the object
         * @return as {@link HostFunction#call}
         * @throws Exception as there
         */
        Object call(T self, LuaArguments arguments) throws Exception;
    }

    /** A binary operator. */
    @FunctionalInterface
    public interface Operator {
        /**
         * Computes.
         *
         * @param left any value, as either operand is the object
         * @param right likewise
         * @return any value that may go in
         * @throws Exception as {@link HostFunction#call}
         */
        Object apply(Object left, Object right) throws Exception;
    }

    /**
     * Reads a property.
     *
     * @param <T> of the object
     */
    @FunctionalInterface
    public interface Getter<T> {
        /**
         * Answers {@code object.name}.
         *
         * @param self the object
         * @return any value that may go in
         * @throws Exception as {@link HostFunction#call}
         */
        Object get(T self) throws Exception;
    }

    /**
     * Writes a property.
     *
     * @param <T> of the object
     */
    @FunctionalInterface
    public interface Setter<T> {
        /**
         * Does {@code object.name = value}.
         *
         * @param self the object
         * @param value as it comes out
         * @throws Exception as {@link HostFunction#call}
         */
        void set(T self, Object value) throws Exception;
    }

    private record Property<T>(Getter<? super T> getter, Setter<? super T> setter) {}

    private final Class<T> type;
    private final String name;
    private final Map<String, Binding> methods;
    private final Map<String, Property<T>> properties;

    private LuaClass(Builder<T> from) {
        type = from.type;
        name = from.name;
        methods = new LinkedHashMap<>(from.methods);
        methods.putIfAbsent("__eq", (vm, operands) -> operands[0] == operands[1]);
        properties = Map.copyOf(from.properties);
    }

    /**
     * Starts a definition.
     *
     * @param type whose objects are meant, with those of its subclasses; of two definitions that fit the later counts
     * @param <T> the class or interface
     * @return without any method
     */
    public static <T> Builder<T> builder(Class<T> type) {
        return new Builder<>(type);
    }

    Class<T> type() {
        return type;
    }

    String name() {
        return name;
    }

    Map<String, Binding> methods() {
        return methods;
    }

    Object get(Object self, Object key) throws Exception {
        Property<T> property = key instanceof String text ? properties.get(text) : null;
        return property == null ? null : property.getter.get(type.cast(self));
    }

    /** Returns nothing for Lua. */
    Object set(Object self, Object key, Object value) throws Exception {
        Property<T> property = key instanceof String text ? properties.get(text) : null;
        if (property == null || property.setter == null) {
            String shown = key instanceof String text ? "'" + text + "'" : "of type " + ValueText.typeOf(key);
            throw new IllegalArgumentException(
                name + (property == null ? " has no property " : " cannot be changed in its property ") + shown);
        }
        property.setter.set(type.cast(self), value);
        return LuaValues.NONE;
    }

    /** "LuaClass" with its name. */
    @Override
    public String toString() {
        return "LuaClass[" + name + "]";
    }

    /**
     * Collects what scripts may do.
     *
     * @param <T> the class or interface
     */
    public static final class Builder<T> {
        private static final java.util.Set<String> BINARY = java.util.Set.of(
            "__add", "__sub", "__mul", "__div", "__mod", "__pow", "__idiv", "__band", "__bor", "__bxor", "__shl",
            "__shr", "__concat", "__eq", "__lt", "__le");

        private final Class<T> type;
        private String name;
        private final Map<String, Binding> methods = new LinkedHashMap<>();
        private final Map<String, Property<T>> properties = new LinkedHashMap<>();

        private Builder(Class<T> type) {
            this.type = type;
            name = type.getSimpleName();
        }

        /**
         * Sets what tostring and messages show.
         *
         * @param name the simple name of the class by default
         * @return this
         */
        public Builder<T> name(String name) {
            this.name = Objects.requireNonNull(name);
            return this;
        }

        /**
         * Adds a method.
         *
         * @param name of it; or a metamethod with one operand: "__tostring", "__len", "__call", "__close", ...
         * @param method what it does
         * @return this
         */
        public Builder<T> method(String name, Method<? super T> method) {
            if (BINARY.contains(name)) {
                throw new IllegalArgumentException(name + " has two operands: use operator");
            }
            Objects.requireNonNull(method);
            Class<T> of = type;
            methods.put(name, (vm, arguments) -> method.call(
                of.cast(arguments[0]),
                new LuaArguments(vm, name, java.util.Arrays.copyOfRange(arguments, 1, arguments.length))));
            return this;
        }

        /**
         * Adds an operator.
         *
         * @param name of its metamethod, such as "__add", "__concat", "__lt"
         * @param operator what it computes
         * @return this
         */
        public Builder<T> operator(String name, Operator operator) {
            if (!BINARY.contains(name)) {
                throw new IllegalArgumentException(name + " is no metamethod with two operands");
            }
            Objects.requireNonNull(operator);
            methods.put(name, (vm, operands) -> operator.apply(operands[0], operands[1]));
            return this;
        }

        /**
         * Adds a property that cannot be written.
         *
         * @param name of it
         * @param getter reads it
         * @return this
         */
        public Builder<T> property(String name, Getter<? super T> getter) {
            properties.put(name, new Property<>(Objects.requireNonNull(getter), null));
            return this;
        }

        /**
         * Adds a property.
         *
         * @param name of it
         * @param getter reads it
         * @param setter writes it
         * @return this
         */
        public Builder<T> property(String name, Getter<? super T> getter, Setter<? super T> setter) {
            properties.put(name, new Property<>(Objects.requireNonNull(getter), Objects.requireNonNull(setter)));
            return this;
        }

        /**
         * Ends the definition.
         *
         * @return for any number of VMs and templates
         */
        public LuaClass<T> build() {
            return new LuaClass<>(this);
        }
    }
}
