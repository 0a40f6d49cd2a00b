using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;

namespace RobotPolicy.Tests.Deploy;

/// <summary>Names that a metric gets on its way from OTLP to Prometheus, with its default translation: underscores and suffixes.</summary>
internal static partial class PrometheusNames
{
    private static readonly Dictionary<string, string> Units = new()
    {
        ["s"] = "seconds", ["ms"] = "milliseconds", ["By"] = "bytes", ["%"] = "percent",
    };

    public static string KindOf(Instrument instrument) => instrument switch
    {
        Histogram<double> => "histogram",
        ObservableCounter<double> => "counter",
        _ => "gauge",
    };

    /// <summary>The name without the suffixes of a histogram's series.</summary>
    public static string Of(Instrument instrument)
    {
        var kind = KindOf(instrument);
        var words = NoLetter().Split(instrument.Name).Where(word => word.Length > 0).ToList();
        if (Units.TryGetValue(instrument.Unit!, out var unit) && !words.Contains(unit))
            words.Add(unit);
        if (kind == "counter")
            Append(words, "total");
        if (kind == "gauge" && instrument.Unit == "1")
            Append(words, "ratio");
        return string.Join('_', words);
    }

    private static void Append(List<string> words, string last)
    {
        words.Remove(last);
        words.Add(last);
    }

    [GeneratedRegex("[^a-zA-Z0-9]")]
    private static partial Regex NoLetter();
}
