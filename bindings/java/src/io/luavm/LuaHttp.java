package io.luavm;

import io.luavm.AbiLayouts.luavm_http_request;
import io.luavm.AbiLayouts.luavm_http_response;
import java.lang.ref.Reference;

/**
 * HTTP for the program itself, by the client and under the policies that scripts have. The calling thread waits, until the
 * time of the options is over at most; an interrupt does not end that. Any thread may call these.
 */
public final class LuaHttp {
    private LuaHttp() {}

    /**
     * Asks for a document, with all defaults.
     *
     * @param url http: or https:, at most 8,192 bytes
     * @return as from {@link #request}
     */
    public static HttpAnswer get(String url) {
        return get(url, HttpOptions.DEFAULT);
    }

    /**
     * Asks for a document.
     *
     * @param url http: or https:, at most 8,192 bytes
     * @param options how
     * @return as from {@link #request}
     */
    public static HttpAnswer get(String url, HttpOptions options) {
        return request("GET", url, options);
    }

    /**
     * Asks a server, and waits for all of its answer. Those of 400 and above are answers like others.
     *
     * @param method "GET", "POST", ...
     * @param url http: or https:, at most 8,192 bytes
     * @param options how
     * @return what the server answered
     * @throws ArgumentException if there can be no such URL, method or header
     * @throws NetworkException if the server cannot be reached, or its answer is broken
     * @throws LuaTimeoutException if it was not done in time
     * @throws OutputLimitException if the body is over {@link HttpOptions#maxBytes}
     * @throws SandboxException if the policy forbids it
     * @throws QuotaException if too many requests wait in line already, or the memory of the process is used up
     * @throws ClosedException if the policy is closed
     * @throws UnsupportedException if the library was built without the network
     */
    public static HttpAnswer request(String method, String url, HttpOptions options) {
        NativeLibrary.require();
        if (method.isEmpty()) {
            throw LuaVmException.of(Status.ARGUMENT, "method is empty; \"GET\" for example");
        }
        Struct asked = options.struct.copy();
        if (options.policy != null) {
            asked.put(luavm_http_request.policy, options.policy.number());
        }
        Struct head = Struct.of(luavm_http_response.SIZE_BYTES);
        byte[][] parts = Native.httpRequest(
            asked.bytes, VmCalls.utf8(url), VmCalls.utf8(method), options.fields.bytes(), options.fields.lengths(),
            options.body, head.bytes);
        Reference.reachabilityFence(options.policy);
        LuaVmException.check(head.getInt(luavm_http_response.status), parts == null ? null : parts[0]);
        return new HttpAnswer(head, parts);
    }
}
