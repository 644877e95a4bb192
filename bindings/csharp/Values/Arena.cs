using System.Runtime.InteropServices;
using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>Memory for values on their way in: of this process, or of a reply, where it counts against the VM's limit
/// and the library frees it.</summary>
internal sealed unsafe class Arena
{
    private const nuint FirstBytes = 16 << 10;
    private const nuint LargestStep = 1 << 20;
    private const nuint ReplyStep = 512;

    private readonly byte* first = (byte*)NativeMemory.Alloc(FirstBytes);
    private readonly List<nint> more = [];
    private luavm_reply* reply;
    private byte* next;
    private nuint left;
    private nuint step;

    ~Arena()
    {
        End();
        NativeMemory.Free(first);
    }

    /// <summary>Starts anew. A reply of null takes the memory from this process, until <see cref="End"/>.</summary>
    public void Begin(luavm_reply* reply)
    {
        this.reply = reply;
        next = first;
        left = reply == null ? FirstBytes : 0;
        step = reply == null ? FirstBytes : ReplyStep;
    }

    public T* Take<T>(nuint count) where T : unmanaged => (T*)Take(checked(count * (nuint)sizeof(T)));

    public void End()
    {
        foreach (var chunk in more) NativeMemory.Free((void*)chunk);
        more.Clear();
        left = 0;
    }

    private byte* Take(nuint bytes)
    {
        bytes = checked(bytes + 15) & ~(nuint)15;
        if (bytes > left) Grow(bytes);
        var taken = next;
        next += bytes;
        left -= bytes;
        return taken;
    }

    private void Grow(nuint bytes)
    {
        step = nuint.Min(step * 2, LargestStep);
        left = nuint.Max(bytes, step);
        if (reply == null)
        {
            next = (byte*)NativeMemory.Alloc(left);
            more.Add((nint)next);
            return;
        }
        void* memory;
        var status = Abi.luavm_reply_memory(reply, left, &memory);
        if (status != luavm_status.LUAVM_OK) throw new ReplyException(status);
        next = (byte*)memory;
    }
}
