using System.Runtime.InteropServices;

namespace LuaVm.Client.Native;

/// <summary>Owns a luavm_ws.</summary>
internal sealed unsafe class WebSocketHandle : SafeHandle
{
    /// <summary>Opens a connection, or throws what the library answered.</summary>
    public WebSocketHandle(string url, WebSocketOptions asked) : base(0, ownsHandle: true)
    {
        ulong made;
        luavm_buffer* error;
        LuaStatus status;
        ReadOnlySpan<byte> place = Text.Strict.GetBytes(url),
                           protocols = Text.Strict.GetBytes(string.Join(',', asked.Protocols));
        var fields = new HeaderFields(asked.Headers);
        fixed (byte* urlBytes = place, names = protocols, texts = fields.Texts)
        fixed (luavm_http_field* array = fields.Array)
        {
            fields.Point(texts);
            var options = new luavm_ws_options
            {
                struct_size = (uint)sizeof(luavm_ws_options),
                url = urlBytes,
                url_length = (nuint)place.Length,
                fields = array,
                field_count = (nuint)fields.Array.Length,
                protocols = names,
                protocols_length = (nuint)protocols.Length,
                timeout_ms = Limit.Milliseconds(asked.Timeout, nameof(asked.Timeout)),
                message_bytes = Limit.Amount(asked.MaxBytes, nameof(asked.MaxBytes)),
                queue_bytes = Limit.Amount(asked.QueueBytes, nameof(asked.QueueBytes)),
                ping_ms = Limit.Milliseconds(asked.Ping, nameof(asked.Ping)),
                policy = asked.Policy?.Value ?? 0,
            };
            status = (LuaStatus)Abi.ws_connect(&options, &made, &error);
        }
        GC.KeepAlive(asked.Policy);
        if (status != LuaStatus.Ok) throw LuaVmException.Take(status, error);
        Value = made;
        SetHandle((nint)made);
    }

    /// <summary>The luavm_ws. Stale once this is closed, and then refused by the library.</summary>
    public ulong Value { get; }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => Abi.ws_free(Value) == 0;
}
