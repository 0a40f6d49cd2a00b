namespace RobotPolicy.Inference.Packages;

/// <summary>Files that are written into a package. Whoever reads meanwhile sees the old one or the new one, whole.</summary>
internal static class WholeFile
{
    /// <summary>Writes a file in place of the one that is there, and makes its folder where there is none.</summary>
    /// <param name="path">Where.</param>
    /// <param name="content">What.</param>
    /// <param name="name">Its name in an error.</param>
    /// <param name="errors">Receives what prevents it.</param>
    /// <returns>Whether it was written.</returns>
    public static bool Replace(string path, ReadOnlySpan<byte> content, string name, ICollection<PackageError> errors)
    {
        var fresh = path + ".new";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);

            // Made anew, so that a link of that name is not followed.
            File.Delete(fresh);
            using (var stream = new FileStream(fresh, FileMode.CreateNew, FileAccess.Write))
                stream.Write(content);
            File.Move(fresh, path, overwrite: true);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add(new PackageError { File = name, Field = "$", Expected = "a place that can be written to", Actual = ErrorText.Clean(e.Message) });
            return false;
        }
    }
}
