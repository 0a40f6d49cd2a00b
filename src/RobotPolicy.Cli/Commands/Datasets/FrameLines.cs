using System.Globalization;
using System.Text;
using System.Text.Json;
using RobotPolicy.Data.Datasets;

namespace RobotPolicy.Cli.Commands.Datasets;

/// <summary>Frames as lines of CSV (RFC 4180) or objects of JSON.</summary>
internal sealed class FrameLines(IReadOnlyList<DatasetFeature> features)
{
    private readonly StringBuilder _line = new();

    /// <summary>Names of the columns.</summary>
    public string Header() => string.Join(',', features.SelectMany(Names).Select(Quoted));

    /// <summary>A frame as CSV.</summary>
    public string Line(DatasetRows rows, int row)
    {
        _line.Clear();
        foreach (var feature in features)
        {
            switch (feature.DataType)
            {
                case "string":
                    Separate().Append(Quoted(rows.Text(feature.Key, row)));
                    break;
                case "float32":
                    // As short as single precision allows.
                    foreach (var value in rows.Singles(feature.Key, row))
                        Separate().Append(float.IsNaN(value) ? "nan" : value.ToString("R", CultureInfo.InvariantCulture));
                    break;
                default:
                    foreach (var value in rows.Numbers(feature.Key, row))
                        Separate().Append(double.IsNaN(value) ? "nan" : value.ToString("R", CultureInfo.InvariantCulture));
                    break;
            }
        }

        return _line.ToString();
    }

    /// <summary>A frame as JSON.</summary>
    public void Write(Utf8JsonWriter json, DatasetRows rows, int row)
    {
        json.WriteStartObject();
        foreach (var feature in features)
        {
            json.WritePropertyName(feature.Key);
            if (feature.DataType == "string")
            {
                json.WriteStringValue(rows.Text(feature.Key, row));
                continue;
            }

            if (feature.Shape is not [1])
                json.WriteStartArray();
            if (feature.DataType == "float32")
            {
                foreach (var value in rows.Singles(feature.Key, row))
                    Write(json, value, single: true);
            }
            else
            {
                foreach (var value in rows.Numbers(feature.Key, row))
                    Write(json, value, single: false, truth: feature.DataType == "bool");
            }

            if (feature.Shape is not [1])
                json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, double value, bool single, bool truth = false)
    {
        if (!double.IsFinite(value))
            json.WriteNullValue();
        else if (truth)
            json.WriteBooleanValue(value != 0);
        else if (single)
            json.WriteNumberValue((float)value);
        else
            json.WriteNumberValue(value);
    }

    private static IEnumerable<string> Names(DatasetFeature feature)
    {
        if (feature.Shape is [1])
            return [feature.Key];
        return feature.Names is { } names && names.Count == feature.Width && names.Distinct().Count() == names.Count
            ? names.Select(name => $"{feature.Key}.{name}")
            : Enumerable.Range(0, feature.Width).Select(i => string.Create(CultureInfo.InvariantCulture, $"{feature.Key}.{i}"));
    }

    private static string Quoted(string text) => text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    private StringBuilder Separate() => _line.Length > 0 ? _line.Append(',') : _line;
}
