using System.Globalization;
using System.Text;

namespace RobotPolicy.Data.Bags.Yaml;

/// <summary>Texts as YAML scalars that every parser takes for texts.</summary>
internal static class YamlText
{
    /// <summary>Plain where that is safe, else in double quotes.</summary>
    public static string Of(string text) => IsPlain(text) ? text : Quoted(text);

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var each in text)
        {
            _ = each switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                < ' ' or '\x7f' or '\x85' or '\u2028' or '\u2029' or '\ufeff' or '\ufffe' or '\uffff' => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)each:x4}"),
                _ => quoted.Append(each),
            };
        }

        return quoted.Append('"').ToString();
    }

    // Letters first, so that no number, and no word that means something else to a parser.
    private static bool IsPlain(string text) =>
        text.Length > 0 && (char.IsAsciiLetter(text[0]) || text[0] == '/')
        && text.All(each => char.IsAsciiLetterOrDigit(each) || each is '_' or '/' or '.' or '-')
        && text.ToLowerInvariant() is not ("true" or "false" or "yes" or "no" or "on" or "off" or "null" or "y" or "n");
}
