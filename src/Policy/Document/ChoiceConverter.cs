using System.Text.Json;
using LuaVm.Core;

namespace LuaVm.Policies.Document;

/// <summary>One of some words.</summary>
internal abstract class ChoiceConverter<T>(params (string Word, T Value)[] choices) : LeafConverter<T>
{
    internal override T Read(ref Utf8JsonReader reader)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
        foreach (var (word, value) in choices)
        {
            if (word == text) return value;
        }
        var words = Array.ConvertAll(choices, choice => choice.Word);
        throw Not(reader, "one of " + string.Join(", ", words) + Wording.Suggest(text, words));
    }
}

internal sealed class PresetConverter() : ChoiceConverter<Preset>(
    ("default", Preset.Default), ("embedded", Preset.Embedded), ("production", Preset.Production),
    ("development", Preset.Development));

internal sealed class ProfileConverter() : ChoiceConverter<Profile>(
    ("locked", Profile.Locked), ("standard", Profile.Standard), ("redis", Profile.Redis), ("trusted", Profile.Trusted));

internal sealed class AccessConverter() : ChoiceConverter<bool>(("read-write", false), ("read-only", true));

internal abstract class WordConverter(params string[] words)
    : ChoiceConverter<string>(Array.ConvertAll(words, word => (word, word)));

internal sealed class MethodConverter() : WordConverter("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

internal sealed class HttpSchemeConverter() : WordConverter("https", "http");

internal sealed class WsSchemeConverter() : WordConverter("wss", "ws");

internal sealed class LibraryConverter() : WordConverter("string", "table", "math", "utf8", "coroutine", "os", "print", "load");
