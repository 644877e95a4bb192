// One thread, an event loop, and a thousand VMs whose scripts wait for answers or never end.
//
//   java -cp out/java/luavm.jar examples/java/events.java
import io.luavm.EvalOptions;
import io.luavm.FuelException;
import io.luavm.LuaTemplate;
import io.luavm.LuaVm;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

class Events {
    private static final String WORK = "local id = ... local a = fetch(id) local b = fetch(a) return a + b";
    private static final String ENDLESS = "while true do end";

    private record Request(long number, CompletableFuture<Object> answer) {}

    private final Queue<Runnable> ready = new ArrayDeque<>();
    private final Queue<Request> requests = new ArrayDeque<>();
    private int done;
    private int outOfFuel;
    private int answered;
    private long sum;

    private void end(LuaVm vm, Object value, Throwable failure) {
        if (failure instanceof FuelException) {
            outOfFuel++;
        } else if (failure == null) {
            done++;
            sum += (Long) value;
        }
        vm.close();
    }

    private List<LuaVm> start(LuaTemplate template, int count) {
        // Each slice is a task of this loop, so that those which never end hold up nobody.
        EvalOptions here = EvalOptions.DEFAULT.executor(ready::add).sliceFuel(100_000);
        List<LuaVm> vms = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            LuaVm vm = LuaVm.builder().template(template).fuel(1_000_000).build();
            vms.add(vm);
            vm.load(i % 100 == 0 ? ENDLESS : WORK).callAsync(here, i)
                .whenComplete((value, failure) -> end(vm, value, failure));
        }
        return vms;
    }

    private void loop() {
        while (!ready.isEmpty() || !requests.isEmpty()) {
            for (int turns = ready.size(); turns > 0; turns--) {
                ready.remove().run();
            }
            // What was asked meanwhile is answered in the order in which it came.
            for (int asked = requests.size(); asked > 0; asked--) {
                Request request = requests.remove();
                answered++;
                request.answer.complete(request.number + 1);
            }
        }
    }

    public static void main(String[] arguments) {
        Events events = new Events();
        try (LuaTemplate template = new LuaTemplate().register("fetch", args -> {
            Request request = new Request(args.integer(0), new CompletableFuture<>());
            events.requests.add(request);
            return request.answer;
        })) {
            List<LuaVm> vms = events.start(template, 1000);
            events.loop();
            System.out.println(vms.size() + " VMs: " + events.done + " done, " + events.outOfFuel + " out of fuel");
            System.out.println(events.answered + " requests answered");
            System.out.println("sum of results: " + events.sum);
        }
    }
}
