package tests;

import static org.junit.Assert.assertEquals;

import io.luavm.LuaFunction;
import io.luavm.LuaTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.Test;

/** Random values, shared and cyclic ones among them, are the same after {@code return ...}. */
public final class RandomValuesTest extends Fixture {
    private static final int ROUNDS = 2000;

    private final Random random = new Random(20261121);
    private final List<Object> tables = new ArrayList<>();

    private Object scalar() {
        return switch (random.nextInt(9)) {
            case 0 -> random.nextBoolean();
            case 1 -> random.nextLong();
            case 2 -> (long) random.nextInt(10);
            case 3 -> Double.longBitsToDouble(random.nextLong() & ~(1L << 62)); // never NaN
            case 4 -> (double) random.nextInt(10) + 0.5;
            case 5 -> bytes();
            default -> text();
        };
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            int point = random.nextInt(4) == 0 ? random.nextInt(0x110000) : random.nextInt(128);
            text.appendCodePoint(point >= 0xD800 && point < 0xE000 ? 'x' : point);
        }
        return text.toString();
    }

    /** Never valid UTF-8, so that they come back as bytes. */
    private byte[] bytes() {
        byte[] bytes = new byte[1 + random.nextInt(12)];
        random.nextBytes(bytes);
        bytes[0] = (byte) 0xFF;
        return bytes;
    }

    private Object value(int depth) {
        if (depth == 0 || random.nextInt(3) == 0) {
            return scalar();
        }
        if (!tables.isEmpty() && random.nextInt(4) == 0) {
            return tables.get(random.nextInt(tables.size()));
        }
        return random.nextBoolean() ? list(depth) : map(depth);
    }

    private Object list(int depth) {
        List<Object> list = new ArrayList<>();
        tables.add(list);
        int kind = random.nextInt(4);
        for (int i = 1 + random.nextInt(20); i > 0; i--) {
            list.add(kind == 0 ? (Object) random.nextLong() : kind == 1 ? (Object) random.nextGaussian()
                : value(depth - 1));
        }
        return list;
    }

    private Object map(int depth) {
        Map<Object, Object> map = new HashMap<>();
        tables.add(map);
        for (int i = random.nextInt(8); i > 0; i--) {
            Object key = random.nextInt(4) == 0 ? (Object) (random.nextInt(1000) + 0.25) : (Object) text();
            map.put(key, value(depth - 1));
        }
        return map;
    }

    /** Walks both at once, and notes which table is which. */
    private static void compare(Object left, Object right) {
        Map<Object, Object> seen = new IdentityHashMap<>();
        List<Object[]> open = new ArrayList<>(List.<Object[]>of(new Object[] {left, right}));
        while (!open.isEmpty()) {
            Object[] pair = open.remove(open.size() - 1);
            if (pair[0] instanceof List<?> || pair[0] instanceof Map<?, ?>) {
                Object before = seen.putIfAbsent(pair[0], pair[1]);
                if (before != null) {
                    assertEquals("one table is one table", true, before == pair[1]);
                    continue;
                }
            }
            if (pair[0] instanceof List<?> list) {
                List<?> found = (List<?>) pair[1];
                assertEquals(list.size(), found.size());
                for (int i = 0; i < list.size(); i++) {
                    open.add(new Object[] {list.get(i), found.get(i)});
                }
            } else if (pair[0] instanceof Map<?, ?> map) {
                LuaTable found = (LuaTable) pair[1];
                assertEquals(map.size(), found.size());
                map.forEach((key, value) -> open.add(new Object[] {value, found.get(key)}));
            } else if (pair[0] instanceof byte[] bytes) {
                org.junit.Assert.assertArrayEquals(bytes, (byte[]) pair[1]);
            } else {
                assertEquals(pair[0], pair[1]);
            }
        }
    }

    @Test
    public void random_values_come_back() {
        LuaFunction same = vm.load("return ...");
        Object[] kept = new Object[1];
        vm.register("through", args -> args.get(0));
        vm.register("take", args -> kept[0] = args.get(0));
        LuaFunction back = vm.load("take(...) return (through(...))");
        for (int round = 0; round < ROUNDS; round++) {
            tables.clear();
            Object value = value(5);
            compare(value, same.call(value));
            if (round % 4 == 0) {
                compare(value, back.call(value));
                compare(value, kept[0]);
                vm.set("at.some.path", value);
                compare(value, vm.get("at.some.path"));
            }
        }
        same.close();
        back.close();
    }
}
