using System.Diagnostics.CodeAnalysis;

namespace RobotPolicy.Ros.Naming;

/// <summary>Rules for absolute ROS names of topics, services and nodes, as <c>rmw/validate_full_topic_name.h</c> checks them.</summary>
public static class RosName
{
    /// <summary>
    /// Longest name. With the longest prefix and suffix that <see cref="RosMangling"/> adds (<c>rq</c> and <c>Request</c>) it is
    /// 256 characters, the most that DDS vendors take. Equals <c>RMW_TOPIC_MAX_NAME_LENGTH</c>.
    /// </summary>
    public const int MaxLength = 247;

    /// <summary>Checks a name.</summary>
    /// <param name="name">Absolute name, such as <c>/camera/front/image_raw</c>.</param>
    /// <param name="problem">What is wrong, in words that name the culprit.</param>
    /// <returns>Whether the name is valid.</returns>
    public static bool IsValid([NotNullWhen(true)] string? name, [NotNullWhen(false)] out string? problem)
    {
        problem = FindProblem(name);
        return problem is null;
    }

    /// <summary>Throws <see cref="ArgumentException"/> for an invalid name.</summary>
    /// <param name="name">Absolute name.</param>
    /// <param name="parameter">Name of the caller's parameter.</param>
    public static void ThrowIfInvalid([NotNull] string? name, string parameter)
    {
        if (!IsValid(name, out var problem))
            throw new ArgumentException($"Invalid ROS name '{name}': {problem}", parameter);
    }

    /// <summary>Splits a fully qualified node name. An invalid name throws <see cref="ArgumentException"/>.</summary>
    /// <param name="nodeName">Such as <c>/robots/left/policy</c>.</param>
    /// <returns>Namespace, which is <c>/</c> at the root, and the node's own name: <c>/robots/left</c> and <c>policy</c>.</returns>
    public static (string Namespace, string Name) SplitNode(string nodeName)
    {
        ThrowIfInvalid(nodeName, nameof(nodeName));
        var slash = nodeName.LastIndexOf('/');
        return (slash == 0 ? "/" : nodeName[..slash], nodeName[(slash + 1)..]);
    }

    /// <summary>Whether all characters are ASCII letters, digits or underscores and the first is no digit.</summary>
    internal static bool IsToken(ReadOnlySpan<char> token)
    {
        if (token.IsEmpty || char.IsAsciiDigit(token[0]))
            return false;
        foreach (var c in token)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_')
                return false;
        }

        return true;
    }

    private static string? FindProblem(string? name)
    {
        if (string.IsNullOrEmpty(name))
            return "expected a name, actual nothing.";
        if (name.Length > MaxLength)
            return $"expected at most {MaxLength} characters, actual {name.Length}.";
        if (name[0] != '/')
            return "expected an absolute name, which starts with '/'.";
        if (name[^1] == '/')
            return "expected no '/' at the end.";
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            if (c == '/' && name[i + 1] == '/')
                return $"expected a token between the slashes at index {i}.";
            if (c == '/' && char.IsAsciiDigit(name[i + 1]))
                return $"expected no digit at the start of a token, actual '{name[i + 1]}' at index {i + 1}.";
            if (c != '/' && c != '_' && !char.IsAsciiLetterOrDigit(c))
                return $"expected ASCII letters, digits, '_' and '/', actual U+{(int)c:X4} at index {i}.";
        }

        return null;
    }
}
