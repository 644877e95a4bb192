package io.luavm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;

/** Reads results as native/result.c writes them; the format is described in result.h. */
final class ResultReader {
    /** VALUES_FORMAT of values_out.h. */
    static final int FORMAT = 2;

    private final VmCalls calls;
    private final ByteBuffer in;

    private ResultReader(VmCalls calls, byte[] data) {
        this.calls = calls;
        in = ByteBuffer.wrap(data).order(ByteOrder.nativeOrder());
    }

    /** pending: what an unfinished run waits for, or null. */
    static LuaResult read(VmCalls calls, byte[] data, CompletionStage<?> pending) {
        return new ResultReader(calls, data).result(pending);
    }

    private LuaResult result(CompletionStage<?> pending) {
        Status status = Status.of(in.getInt());
        long line = in.getLong();
        Usage usage = new Usage(
            in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong());
        String message = shown();
        String traceback = shown();
        String source = shown();
        byte[] output = bytes();
        Object[] all = new ValueReader(calls, null, in).read();
        Object raised = all[all.length - 1];
        LuaList values = new LuaList(Arrays.copyOf(all, all.length - 1));
        LuaVmException error = null;
        if (status != Status.OK && !status.unfinished()) {
            String said = message.isEmpty() ? LuaVmException.general(status) : message;
            error = LuaVmException.of(new Failure(status, said, traceback, source, line, output, usage, raised));
        }
        return new LuaResult(status, values, output, usage, error, status == Status.PENDING ? pending : null);
    }

    private byte[] bytes() {
        int length = in.getInt();
        int from = in.position();
        in.position(from + length);
        return Arrays.copyOfRange(in.array(), from, from + length);
    }

    private String shown() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }
}
