using System.Text;
using System.Text.Json;

namespace LuaVm.Policies;

/// <summary>Pieces of messages, each short and on one line whatever the document holds.</summary>
internal static class Wording
{
    private const int Longest = 60;

    /// <summary>Text in quotes.</summary>
    internal static string Quote(string text)
    {
        var quoted = new StringBuilder("'");
        foreach (var rune in text.EnumerateRunes())
        {
            if (quoted.Length > Longest) return quoted.Append("...'").ToString();
            if (Rune.IsControl(rune)) quoted.Append('?');
            else quoted.Append(rune.ToString());
        }
        return quoted.Append('\'').ToString();
    }

    /// <summary>What a token is.</summary>
    internal static string Of(in Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => Quote(reader.GetString()!),
        JsonTokenType.Number => Number(reader),
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        JsonTokenType.Null => "null",
        JsonTokenType.StartArray => "an array",
        _ => "an object",
    };

    /// <summary>"; did you mean 'memory'?" where one of the words is near, else nothing.</summary>
    internal static string Suggest(string text, IEnumerable<string> words)
    {
        var most = Math.Max(1, Math.Min(text.Length / 3, 3));
        var nearest = words.MinBy(word => Distance(text, word));
        return nearest is null || Distance(text, nearest) > most ? "" : $"; did you mean '{nearest}'?";
    }

    private static string Number(in Utf8JsonReader reader)
    {
        var digits = Encoding.UTF8.GetString(reader.ValueSpan);
        return digits.Length <= Longest ? digits : digits[..Longest] + "...";
    }

    /// <summary>Letters to put in, take out, change or swap with the next one.</summary>
    private static int Distance(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) > 3) return int.MaxValue;
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var change = rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                var best = Math.Min(change, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                var swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                rows[i, j] = swapped ? Math.Min(best, rows[i - 2, j - 2] + 1) : best;
            }
        }
        return rows[a.Length, b.Length];
    }
}
