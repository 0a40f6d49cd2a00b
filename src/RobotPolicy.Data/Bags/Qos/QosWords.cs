using System.Globalization;
using System.Text;

namespace RobotPolicy.Data.Bags.Qos;

/// <summary>Policies as rosbag2 writes them: words from metadata version 9 on, the numbers of rmw before.</summary>
internal static class QosWords
{
    public static string Of<T>(T value, bool asWords)
        where T : struct, Enum => asWords ? Word(value.ToString()) : Convert.ToInt32(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);

    /// <summary>Takes both forms.</summary>
    public static bool TryParse<T>(string text, out T value)
        where T : struct, Enum
    {
        foreach (var each in Enum.GetValues<T>())
        {
            if (text == Of(each, asWords: true) || text == Of(each, asWords: false))
            {
                value = each;
                return true;
            }
        }

        value = default;
        return false;
    }

    // KeepLast is keep_last.
    private static string Word(string name)
    {
        var word = new StringBuilder();
        foreach (var each in name)
        {
            if (char.IsAsciiLetterUpper(each) && word.Length > 0)
                word.Append('_');
            word.Append(char.ToLowerInvariant(each));
        }

        return word.ToString();
    }
}
