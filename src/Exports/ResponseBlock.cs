using System.Text;
using LuaVm.Core;
using LuaVm.Interop;

namespace LuaVm.Exports;

/// <summary>A luavm_http_response in the making. Its memory is the process's, and counted as it grows.</summary>
internal sealed unsafe class ResponseBlock
{
    /// <summary>Of shim_block_free.</summary>
    internal const int Kind = 3;

    private readonly AbiHttpResponse* _block;
    private void* _body;

    private ResponseBlock(AbiHttpResponse* block) => _block = block;

    /// <summary>Bytes of the body there is room for.</summary>
    internal nuint Room { get; private set; }

    /// <summary>Null: the system has no memory.</summary>
    internal static ResponseBlock? TryNew()
    {
        var block = (AbiHttpResponse*)NativeMethods.shim_block_new(Kind);
        return block == null ? null : new ResponseBlock(block);
    }

    /// <summary>Makes room for a body of so many bytes. What was there is there still. Throws <see cref="LuaFault"/>.</summary>
    internal void Resize(nuint bytes)
    {
        void* at = _body;
        var status = (Status)NativeMethods.shim_block_resize(_block, &at, bytes + 1);
        if (status == Status.Quota)
            throw new LuaFault(status, $"{Quantity.Bytes(bytes)} for a body are more than the memory quota of the process has left");
        if (status != Status.Ok) throw NoMemory();
        _body = at;
        Room = bytes;
    }

    /// <summary>Where the body goes on.</summary>
    internal byte* BodyAt(nuint offset) => (byte*)_body + offset;

    /// <summary>So much of it has come. Room beyond it is given back, if the system will take it.</summary>
    internal void EndBody(nuint length)
    {
        void* at = _body;
        if (NativeMethods.shim_block_resize(_block, &at, length + 1) == (int)Status.Ok) _body = at;
        BodyAt(length)[0] = 0;
        _block->Body = new LuaBytes { Data = BodyAt(0), Length = length };
    }

    /// <summary>Throws <see cref="LuaFault"/>.</summary>
    internal void Head(int code, int redirects, string url, List<(string Name, string Value)> fields)
    {
        (_block->Code, _block->Redirects, _block->Url) = (code, redirects, Copy(url));
        if (fields.Count == 0) return;
        var copies = (AbiHttpField*)Reserve((nuint)fields.Count * (nuint)sizeof(AbiHttpField));
        for (var i = 0; i < fields.Count; i++)
            copies[i] = new AbiHttpField { Name = Copy(fields[i].Name), Value = Copy(fields[i].Value) };
        _block->Fields = copies;
        _block->FieldCount = (nuint)fields.Count;
    }

    internal void SetTime(TimeSpan taken) => _block->WallNs = (ulong)(taken.Ticks * TimeSpan.NanosecondsPerTick);

    /// <summary>The host's from here on, or no more. The status to answer.</summary>
    internal int Publish(AbiHttpResponse** response)
    {
        var status = _block->Status;
        if (NativeMethods.shim_block_publish(_block) == 0) return (int)Status.Memory;
        *response = _block;
        return status;
    }

    /// <summary>The same with nothing but what went wrong.</summary>
    internal int Fail(Exception e, AbiHttpResponse** response)
    {
        NativeMethods.shim_block_rewind(_block);
        var (status, message) = Fence.Describe(e);
        _block->Status = (int)status;
        try
        {
            _block->Message = Copy(message, Encoding.UTF8);
            return Publish(response);
        }
        catch (LuaFault)
        {
            NativeMethods.shim_block_drop(_block);
            return (int)Status.Memory;
        }
    }

    /// <summary>Header fields are bytes, one in each character.</summary>
    private LuaBytes Copy(string text) => Copy(text, Encoding.Latin1);

    private LuaBytes Copy(string text, Encoding encoding)
    {
        var length = encoding.GetByteCount(text);
        var copy = Reserve((nuint)length + 1);
        encoding.GetBytes(text, new Span<byte>(copy, length));
        copy[length] = 0;
        return new LuaBytes { Data = copy, Length = (nuint)length };
    }

    private byte* Reserve(nuint bytes)
    {
        var at = (byte*)NativeMethods.shim_block_reserve(_block, bytes);
        return at != null ? at : throw NoMemory();
    }

    private static LuaFault NoMemory() => new(Status.Memory, "the system has no memory left");
}
