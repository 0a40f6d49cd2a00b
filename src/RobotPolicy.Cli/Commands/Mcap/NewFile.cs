using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Mcap;

/// <summary>A file that a command makes: it appears under its name only when it is whole, and never replaces one that is there.</summary>
internal static class NewFile
{
    public static T Write<T>(string path, Func<Stream, T> content)
    {
        if (File.Exists(path))
            throw CommandException.Usage($"{path} exists already.");
        var partial = path + ".part";
        try
        {
            T result;
            using (var stream = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
                result = content(stream);
            File.Move(partial, path, overwrite: false);
            return result;
        }
        finally
        {
            File.Delete(partial);
        }
    }
}
