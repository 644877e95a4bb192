using System.Text;
using LuaVm.Core;
using LuaVm.Interop;

namespace LuaVm.Cli;

/// <summary>A Lua source under the name that messages call it by.</summary>
internal sealed unsafe class Source(byte[] text, string name)
{
    private readonly byte[] _chunkName = ChunkNameOf(name);

    /// <summary>Runs it; the result is the caller's to free, as <see cref="Vm.Eval"/> says.</summary>
    internal Status Eval(Vm vm, in EvalOptions options, out LuaResult* result)
    {
        fixed (byte* bytes = text, chunk = _chunkName)
        {
            return vm.Eval(bytes, (nuint)text.Length, chunk, options, out result);
        }
    }

    /// <summary>Runs it in fresh globals and keeps of the result what an <see cref="Answer"/> holds.</summary>
    internal Answer Ask(Vm vm, in Limits limits = default)
    {
        var status = Eval(vm, new EvalOptions { Limits = limits }, out var result);
        if (result == null) return new Answer { Status = status, Message = Refusal.Message(status) };
        var answer = Answer.Of(status, *result);
        VmProcess.FreeResult(result);
        return answer;
    }

    private static byte[] ChunkNameOf(string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        var chunkName = new byte[bytes.Length + 2];
        ChunkName.Write(bytes, chunkName);
        return chunkName;
    }
}
