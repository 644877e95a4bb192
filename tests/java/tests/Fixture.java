package tests;

import io.luavm.LuaVm;
import java.time.Duration;
import org.junit.After;
import org.junit.Before;

/** A VM for each test. */
public abstract class Fixture {
    LuaVm vm;

    @Before
    public void open() {
        vm = LuaVm.builder().memoryLimit(64 << 20).timeout(Duration.ofMinutes(2)).build();
    }

    @After
    public void close() {
        vm.close();
    }
}
