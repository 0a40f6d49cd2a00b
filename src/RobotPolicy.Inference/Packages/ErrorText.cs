using System.Text;

namespace RobotPolicy.Inference.Packages;

/// <summary>
/// Puts text from a package into an error message. Such text is hostile until proven otherwise: it must not break the line,
/// nor flood the log.
/// </summary>
internal static class ErrorText
{
    private const int MaxLength = 120;

    /// <summary>The text on one line, at most 120 characters, without control characters.</summary>
    public static string Clean(string text, int maxLength = MaxLength)
    {
        var builder = new StringBuilder(Math.Min(text.Length, maxLength) + 1);
        foreach (var c in text)
        {
            if (builder.Length == maxLength)
            {
                builder.Append('…');
                break;
            }

            builder.Append(char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' ? ' ' : c);
        }

        return builder.ToString();
    }

    /// <summary>The cleaned text in single quotes.</summary>
    public static string Quote(string text) => $"'{Clean(text)}'";

    /// <summary>A shape such as <c>[1, 3, 96, 96]</c>; a dimension that is not fixed is a question mark.</summary>
    public static string Shape(IReadOnlyList<long> dimensions) =>
        "[" + string.Join(", ", dimensions.Select(d => d < 0 ? "?" : d.ToString(System.Globalization.CultureInfo.InvariantCulture))) + "]";
}
