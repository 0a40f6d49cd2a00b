using System.Collections;
using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace RobotPolicy.Cli.Output;

/// <summary>
/// Messages as JSON with the field names of the proto files. Unlike the protobuf mapping, every number is a number, every field is
/// always there (absent ones are null), enum values are short lower-case words, and durations are seconds with the suffix "_s".
/// </summary>
internal static class MessageJson
{
    /// <summary>Writes the message as one object.</summary>
    public static void Write(Utf8JsonWriter json, IMessage message)
    {
        json.WriteStartObject();
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            if (field.RealContainingOneof is { } choice)
            {
                if (choice.Accessor.GetCaseFieldDescriptor(message) != field)
                    continue;
            }

            json.WritePropertyName(IsDuration(field) ? field.Name + "_s" : field.Name);
            if (field.IsRepeated)
            {
                json.WriteStartArray();
                foreach (var element in (IList)field.Accessor.GetValue(message))
                    WriteValue(json, field, element);
                json.WriteEndArray();
            }
            else if (field.HasPresence && !field.Accessor.HasValue(message))
            {
                json.WriteNullValue();
            }
            else
            {
                WriteValue(json, field, field.Accessor.GetValue(message));
            }
        }

        json.WriteEndObject();
    }

    /// <summary>A value of an enum as JSON says it: STOP_CAUSE_CAMERA_STALE is "camera_stale".</summary>
    public static string EnumWord(EnumDescriptor type, int number)
    {
        var name = type.FindValueByNumber(number)?.Name;
        if (name is null)
            return number.ToString(CultureInfo.InvariantCulture);
        var prefix = Words.Snake(type.Name) + "_";
        var word = name.ToLowerInvariant();
        return word.StartsWith(prefix, StringComparison.Ordinal) ? word[prefix.Length..] : word;
    }

    private static bool IsDuration(FieldDescriptor field) =>
        field.FieldType == FieldType.Message && field.MessageType.FullName == Duration.Descriptor.FullName;

    private static void WriteValue(Utf8JsonWriter json, FieldDescriptor field, object value)
    {
        switch (value)
        {
            case Timestamp time:
                json.WriteStringValue(time.ToDateTime().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
                break;
            case Duration duration:
                json.WriteNumberValue(duration.ToTimeSpan().TotalSeconds);
                break;
            case IMessage message:
                Write(json, message);
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case double number:
                WriteNumber(json, number);
                break;
            case float number:
                WriteSingle(json, number);
                break;
            case ByteString bytes:
                json.WriteBase64StringValue(bytes.Span);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case ulong number:
                json.WriteNumberValue(number);
                break;
            case uint number:
                json.WriteNumberValue(number);
                break;
            default:
                if (field.FieldType == FieldType.Enum)
                    json.WriteStringValue(EnumWord(field.EnumType, (int)value));
                else
                    json.WriteNumberValue((int)value);
                break;
        }
    }

    // JSON has no word for what is not finite.
    private static void WriteNumber(Utf8JsonWriter json, double number)
    {
        if (double.IsFinite(number))
            json.WriteNumberValue(number);
        else
            json.WriteNullValue();
    }

    private static void WriteSingle(Utf8JsonWriter json, float number)
    {
        if (float.IsFinite(number))
            json.WriteNumberValue(number);
        else
            json.WriteNullValue();
    }
}
