using System.Text;
using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>A WebSocket connection of the program's own, by the client and under the policies that scripts have.</summary>
/// <remarks>The calling thread waits; <see cref="Dispose"/> by another one ends that. Owns: dispose of it, until when what it
/// holds counts as memory of the process; a forgotten one is ended by its finalizer. Threads: any, at once; messages do not
/// mix.</remarks>
public sealed unsafe class LuaWebSocket : IDisposable
{
    private readonly WebSocketHandle handle;
    private string reason = "";
    private volatile int code; // 0: the peer has not closed. Written after the reason

    /// <summary>Opens a connection. Redirects are not followed, and no extensions are agreed on.</summary>
    /// <param name="url">ws: or wss:, at most 8,192 bytes.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <exception cref="InvalidArgumentException">No such URL, header or subprotocol can be.</exception>
    /// <exception cref="NetworkException">The server cannot be reached, or is none for WebSocket.</exception>
    /// <exception cref="LuaTimeoutException">It did not answer in time.</exception>
    /// <exception cref="SandboxException">The policy forbids it.</exception>
    /// <exception cref="QuotaException">The process has as many as <see cref="LuaVmProcessOptions.WebSocketCap"/> says.</exception>
    /// <exception cref="HandleException">The policy is disposed of.</exception>
    /// <exception cref="UnsupportedException">The library was built without the network.</exception>
    public LuaWebSocket(string url, WebSocketOptions? options = null) =>
        handle = new WebSocketHandle(url, options ?? new WebSocketOptions());

    /// <summary>Why the peer has closed; 1005: it did not say. Null until <see cref="Receive"/> has found that it has.</summary>
    public int? CloseCode => code == 0 ? null : code;

    /// <summary>Likewise, in the peer's words.</summary>
    public string CloseReason => code == 0 ? "" : reason;

    /// <summary>Sends a text, and waits until the system has taken it.</summary>
    /// <param name="text">At most 1 GiB as UTF-8, and what the policy allows.</param>
    /// <inheritdoc cref="Send(ReadOnlySpan{byte}, TimeSpan?)"/>
    /// <param name="timeout">Null: 30 seconds.</param>
    public void Send(string text, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        Send(luavm_ws_kind.LUAVM_WS_TEXT, Text.Strict.GetBytes(text), timeout);
    }

    /// <summary>Sends a binary message, and waits until the system has taken it.</summary>
    /// <param name="data">At most 1 GiB, and what the policy allows.</param>
    /// <param name="timeout">Null: 30 seconds.</param>
    /// <exception cref="InvalidArgumentException">It is too long.</exception>
    /// <exception cref="ClosedException">Either side has closed, or closes meanwhile.</exception>
    /// <exception cref="NetworkException">The connection is broken.</exception>
    /// <exception cref="LuaTimeoutException">It was not taken in time; the connection is of no more use.</exception>
    public void Send(ReadOnlySpan<byte> data, TimeSpan? timeout = null) =>
        Send(luavm_ws_kind.LUAVM_WS_BINARY, data, timeout);

    /// <summary>Waits for the next message.</summary>
    /// <param name="timeout">After which to ask again; zero: what has come already, without waiting; null: none.</param>
    /// <returns>Null once the peer has closed: see <see cref="CloseCode"/>.</returns>
    /// <exception cref="LuaTimeoutException">None has come; the connection goes on.</exception>
    /// <exception cref="OutputLimitException">It is longer than <see cref="WebSocketOptions.MaxBytes"/>; the connection is at
    /// its end.</exception>
    /// <exception cref="ClosedException">It is closed here, before or meanwhile.</exception>
    /// <exception cref="NetworkException">The connection is broken.</exception>
    public WebSocketMessage? Receive(TimeSpan? timeout = null)
    {
        var wait = timeout == TimeSpan.Zero ? 0 : Limit.Milliseconds(timeout ?? Timeout.InfiniteTimeSpan, nameof(timeout));
        if (code != 0 && !handle.IsClosed) return null;
        int kind, ended;
        luavm_buffer* data, error;
        Check(Abi.ws_receive(handle.Value, wait, &kind, &ended, &data, &error), error);
        try
        {
            var bytes = new ReadOnlySpan<byte>(data->data, checked((int)data->length));
            if (kind != (int)luavm_ws_kind.LUAVM_WS_CLOSE)
                return new WebSocketMessage(kind == (int)luavm_ws_kind.LUAVM_WS_TEXT, bytes.ToArray());
            reason = Encoding.UTF8.GetString(bytes);
            code = ended;
            return null;
        }
        finally
        {
            _ = Abi.luavm_buffer_free(data);
        }
    }

    /// <summary>All messages from here on, until the peer closes. Waits as <see cref="Receive"/> does, and throws as it
    /// does.</summary>
    public IEnumerable<WebSocketMessage> Messages()
    {
        while (Receive() is { } message) yield return message;
    }

    /// <summary>Says good-bye, waits for the peer to do so, and disposes of the connection. Calls that wait in it throw
    /// <see cref="ClosedException"/>; what has come and was not received is gone. Again, it does nothing.</summary>
    /// <param name="code">1000, 1001, 1003, 1007 to 1011 or 3000 to 4999.</param>
    /// <param name="reason">At most 123 bytes of UTF-8.</param>
    /// <param name="timeout">For the peer to answer, after which it is cut off; null: 5 seconds.</param>
    /// <exception cref="InvalidArgumentException">The code or the reason is impossible; the connection goes on.</exception>
    public void Close(int code = 1000, string reason = "", TimeSpan? timeout = null)
    {
        if (handle.IsClosed) return;
        // Zero is "the default" to the library, and no code.
        if (code == 0) throw LuaVmException.For(new Failure(LuaStatus.Argument, "code must be a close code, not 0"));
        var wait = Limit.Milliseconds(timeout);
        ReadOnlySpan<byte> words = Text.Strict.GetBytes(reason);
        luavm_buffer* error;
        luavm_status status;
        fixed (byte* first = words) status = Abi.ws_close(handle.Value, code, first, (nuint)words.Length, wait, &error);
        if (status == luavm_status.LUAVM_ARGUMENT) Check(status, error);
        _ = Abi.luavm_buffer_free(error);
        Dispose();
    }

    /// <summary>Ends the connection at once, without a good-bye if it is open; calls that wait in it throw
    /// <see cref="ClosedException"/>. Never throws; again, it does nothing.</summary>
    public void Dispose() => handle.Dispose();

    private void Send(luavm_ws_kind kind, ReadOnlySpan<byte> data, TimeSpan? timeout)
    {
        var wait = Limit.Milliseconds(timeout);
        luavm_buffer* error;
        luavm_status status;
        fixed (byte* first = data)
            status = Abi.ws_send(handle.Value, (int)kind, first, (nuint)data.Length, wait, &error);
        Check(status, error);
    }

    private void Check(luavm_status status, luavm_buffer* error)
    {
        GC.KeepAlive(this); // until here the finalizer must not end it
        if (status == luavm_status.LUAVM_OK) return;
        var failure = LuaVmException.Take((LuaStatus)status, error);
        throw status == luavm_status.LUAVM_HANDLE
            ? LuaVmException.For(new Failure(LuaStatus.Closed, "this connection is closed"))
            : failure;
    }
}
