using System.Globalization;
using System.Net;
using System.Text;
using RobotPolicy.Cli.Output.Pages;
using RobotPolicy.Inference.Failure.Calibration;

namespace RobotPolicy.Cli.Commands.Calibration;

/// <summary>Curves of one score over the calls of a rollout, as SVG.</summary>
internal sealed class ScoreChart
{
    private const double Width = 880;
    private const double Height = 320;
    private const double Left = 56;
    private const double Right = 12;
    private const double Top = 10;
    private const double Bottom = 40;

    // Failures may leave every scale; beyond this multiple of what matters they are cut off at the frame.
    private const double MostAboveThreshold = 2;

    private readonly ScoreCalibration _score;
    private readonly int _calls;
    private readonly double _top;
    private readonly double _interval;

    public ScoreChart(ScoreCalibration score, double callIntervalSeconds)
    {
        (_score, _interval) = (score, callIntervalSeconds);
        var all = score.Series.Concat(score.FailedSeries).ToArray();
        _calls = Math.Max(2, all.Max(s => s.Length));
        var thresholds = (score.Threshold.TimeVarying?.Values ?? []).Append(score.Constant.Constant!.Value).Where(double.IsFinite);
        var normal = score.Series.SelectMany(s => s).Concat(thresholds).Max();
        _top = Scale.NiceAbove(Math.Min(all.SelectMany(s => s).Append(normal).Max(), MostAboveThreshold * normal));
    }

    public void Write(StringBuilder svg)
    {
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(_score.Name)} over the calls of a rollout\">");
        svg.Append(CultureInfo.InvariantCulture, $"<defs><clipPath id=\"clip-{Id}\"><rect x=\"{Left}\" y=\"{Top}\" width=\"{Width - Left - Right}\" height=\"{Height - Top - Bottom}\"/></clipPath></defs>");
        Axes(svg);
        svg.Append(CultureInfo.InvariantCulture, $"<g clip-path=\"url(#clip-{Id})\">");
        if (_score.Threshold.TimeVarying is { } varying && varying.Values.All(double.IsFinite))
            svg.Append("<path class=\"area\" d=\"").Append(Path(Extended(varying.At)))
                .Append(CultureInfo.InvariantCulture, $"L{X(_calls - 1):0.#} {Y(0):0.#}L{X(0):0.#} {Y(0):0.#}Z\"/>");
        foreach (var series in _score.FailedSeries)
            Line(svg, "fail", series);
        foreach (var series in _score.Series)
            Line(svg, "run", series);
        Line(svg, "mean", Mean());
        var constant = _score.Constant.Constant!.Value;
        if (double.IsFinite(constant))
            Line(svg, "const", [constant, constant], _calls - 1);
        if (_score.Threshold.TimeVarying is { } band && band.Values.All(double.IsFinite))
            Line(svg, "band", Extended(band.At));
        svg.Append("</g></svg>");
    }

    private string Id => string.Concat(_score.Name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));

    private void Axes(StringBuilder svg)
    {
        var step = Scale.NiceAbove(_top / 5);
        for (var value = 0.0; value <= _top * 1.0001; value += step)
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"grid\" d=\"M{Left} {Y(value):0.#}H{Width - Right}\"/><text x=\"{Left - 8}\" y=\"{Y(value) + 4:0.#}\" text-anchor=\"end\">{value:g4}</text>");
        var calls = Math.Max(1, (int)Scale.NiceAbove(_calls / 9.0));
        for (var call = 0; call < _calls; call += calls)
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(call):0.#}\" y=\"{Height - Bottom + 18}\" text-anchor=\"middle\">{call}</text>");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 4}\" text-anchor=\"middle\">policy call ({_interval:0.##} s each)</text>");
    }

    private double[] Extended(Func<int, double> at) => [.. Enumerable.Range(0, _calls).Select(at)];

    private double[] Mean()
    {
        var longest = _score.Series.Max(s => s.Length);
        return [.. Enumerable.Range(0, longest).Select(t => _score.Series.Where(s => t < s.Length).Average(s => s[t]))];
    }

    private void Line(StringBuilder svg, string name, double[] values, double stride = 1) =>
        svg.Append("<path class=\"").Append(name).Append("\" d=\"").Append(Path(values, stride)).Append("\"/>");

    private string Path(double[] values, double stride = 1)
    {
        var path = new StringBuilder();
        for (var t = 0; t < values.Length; t++)
            path.Append(CultureInfo.InvariantCulture, $"{(t == 0 ? 'M' : 'L')}{X(t * stride):0.#} {Y(Math.Min(values[t], 4 * _top)):0.#}");
        return path.ToString();
    }

    private double X(double call) => Left + (call / (_calls - 1) * (Width - Left - Right));

    private double Y(double value) => Height - Bottom - (value / _top * (Height - Top - Bottom));
}
