using System.Security.Cryptography;
using System.Text;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Failure;

/// <summary>
/// SHA-256 over everything that the scores of a package's monitor depend on, so that thresholds are never held against scores of
/// another policy. Any thread; reads every file.
/// </summary>
/// <remarks>
/// What counts: of the manifest, every section that the reader looks at, as canonical JSON (keys in order, numbers as doubles, no white
/// space, no nulls), which holds graphs, sampler, candidates B, cameras, normalisation, executor and the scores with their windows
/// and joints; the bytes of every file that the manifest names, with their names, and of external data that its graphs name;
/// the interval between actions and the executor as options of loading replace them. What does not: the policy's name, the wording
/// of its task, the rule, the kind of threshold, calibration and budget of its monitor, keys that no reader looks at, white space and
/// order of keys; nor device, threads and the seed of the noise, which leave the distribution of scores as it is.
/// </remarks>
public static class PackageHash
{
    private const string Header = "robotpolicy package 1\n";
    private const long MaxDataBytes = 64L << 30;

    /// <summary>The hash of a package folder.</summary>
    /// <param name="folder">Package folder.</param>
    /// <param name="options">How it is loaded.</param>
    /// <param name="errors">Receives what is wrong with the package.</param>
    /// <returns>64 lower-case hexadecimal digits; <see langword="null"/> where there are errors.</returns>
    public static string? Of(string folder, PolicyLoaderOptions options, ICollection<PackageError> errors)
    {
        ArgumentNullException.ThrowIfNull(options);
        var before = errors.Count;
        return PolicyPackage.Read(folder, errors, options.Executor) is { } package && errors.Count == before
            ? Of(package, options, errors)
            : null;
    }

    /// <summary>
    /// The same over the policy alone, without the scores that judge it: what rollouts carry, since scores are made from them
    /// (<see cref="Rollouts.RolloutInfo.PackageHash"/>). The files that scores name need not exist.
    /// </summary>
    /// <param name="folder">Package folder.</param>
    /// <param name="options">How it is loaded.</param>
    /// <param name="errors">Receives what is wrong with the package.</param>
    /// <returns>64 lower-case hexadecimal digits; <see langword="null"/> where there are errors.</returns>
    public static string? OfPolicy(string folder, PolicyLoaderOptions options, ICollection<PackageError> errors)
    {
        ArgumentNullException.ThrowIfNull(options);
        var before = errors.Count;
        return PolicyPackage.Read(folder, errors, options.Executor, policyOnly: true) is { } package && errors.Count == before
            ? Of(package, options, errors)
            : null;
    }

    /// <summary>The hash of a package that was read without errors.</summary>
    internal static string? Of(PolicyPackage package, PolicyLoaderOptions options, ICollection<PackageError> errors)
    {
        var before = errors.Count;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(Header));
        hash.AppendData(CanonicalManifest.Write(
            package.ManifestJson, options.Executor, package.Manifest.ActionIntervalSeconds ?? options.ActionInterval?.TotalSeconds));
        var files = new SortedDictionary<string, string>(package.Files.Found.ToDictionary(), StringComparer.Ordinal);
        files.Remove(ManifestReader.FileName);
        foreach (var graph in package.AllGraphs.Distinct())
            AddExternalData(package, graph, files, errors);
        foreach (var (name, path) in files)
            if (Content(name, path, errors) is { } content)
                hash.AppendData(Encoding.UTF8.GetBytes($"\n{name}\0{content}"));
        return errors.Count == before ? Convert.ToHexStringLower(hash.GetHashAndReset()) : null;
    }

    private static void AddExternalData(PolicyPackage package, string graph, SortedDictionary<string, string> files, ICollection<PackageError> errors)
    {
        var name = package.Files.Found.First(f => f.Value == graph).Key;
        var folder = Path.GetDirectoryName(name) is { Length: > 0 } inner ? inner + "/" : string.Empty;
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(graph);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add(Unreadable(name, e));
            return;
        }

        foreach (var location in ExternalData.Locations(bytes))
            if (package.Files.Find(folder + location, name, "external data", MaxDataBytes, errors) is { } path)
                files[folder + location] = path;
    }

    private static string? Content(string name, string path, ICollection<PackageError> errors)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add(Unreadable(name, e));
            return null;
        }
    }

    private static PackageError Unreadable(string name, Exception e) =>
        new() { File = name, Field = "$", Expected = "a readable file", Actual = ErrorText.Clean(e.Message) };
}
