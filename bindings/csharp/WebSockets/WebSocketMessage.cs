using System.Text;

namespace LuaVm.Client;

/// <summary>A message that has come over a <see cref="LuaWebSocket"/>. A copy: it owns nothing in the library.</summary>
public sealed class WebSocketMessage
{
    internal WebSocketMessage(bool isText, byte[] data)
    {
        IsText = isText;
        Data = data;
    }

    /// <summary>Whether it was sent as text.</summary>
    public bool IsText { get; }

    /// <summary>Its bytes, of text the UTF-8.</summary>
    public byte[] Data { get; }

    /// <summary>Exactly the text that was sent.</summary>
    /// <exception cref="InvalidOperationException">It is binary.</exception>
    public string Text => IsText
        ? Encoding.UTF8.GetString(Data)
        : throw new InvalidOperationException("a binary message has no text; use Data");

    /// <summary>The text, or how long it is.</summary>
    public override string ToString() => IsText ? Text : $"{Data.Length} bytes";
}
