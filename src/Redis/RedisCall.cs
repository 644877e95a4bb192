using System.Text;

namespace LuaVm.Redis;

/// <summary>A command, most often a script with its keys and arguments.</summary>
/// <param name="Script">What is run; null: a plain command, all of it in <paramref name="Arguments"/>.</param>
/// <param name="Keys">The keys it uses, all in one slot of a cluster.</param>
/// <param name="Arguments">The rest.</param>
/// <param name="ReplyBytes">Longest answer.</param>
internal readonly record struct RedisCall(RedisScript? Script, IReadOnlyList<byte[]> Keys,
    IReadOnlyList<ReadOnlyMemory<byte>> Arguments, long ReplyBytes)
{
    /// <summary>It must not be sent again where it may have been done.</summary>
    internal bool Writes => Script is { Writes: true };

    /// <summary>A command that only reads.</summary>
    internal static RedisCall Plain(long replyBytes, params string[] words) =>
        new(null, [], [.. words.Select(word => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(word))], replyBytes);

    /// <summary>The command, with the script's hash or all of it.</summary>
    /// <param name="whole">The server does not know the script by its hash.</param>
    /// <param name="asking">The slot is on its way to this server, which has to be told that one knows.</param>
    internal RespCommand Command(bool whole, bool asking)
    {
        var command = new RespCommand();
        if (asking) command.Begin(1).Add("ASKING"u8);
        command.Begin((Script == null ? 0 : 3L) + Keys.Count + Arguments.Count);
        if (Script != null)
        {
            command.Add(whole ? "EVAL"u8 : "EVALSHA"u8).Add(whole ? Script.Source : Script.Hash).Add(Keys.Count);
            foreach (var key in Keys) command.Add(key);
        }
        foreach (var argument in Arguments) command.Add(argument.Span);
        return command;
    }
}
